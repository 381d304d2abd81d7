// Measures deltas, chain by chain, a few chains at once. What is measured stays: a rerun skips it, and counts it by the
// time the first attempt began, which is all the checkpoint holds.
import pLimit from "p-limit";
import { z } from "zod";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { summariseReasons } from "#lib/domain/chains/unmeasured.ts";
import { formatCount } from "#lib/domain/format.ts";
import type { OperationOutcome } from "#lib/domain/operations/operation-outcome.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { MeasureResult } from "#lib/services/chains/measure-chain.ts";
import type { MeasureRequest } from "./request.ts";

type MeasureDeps = Pick<KindDeps, "estate" | "measureChain" | "clock">;

const chainsAtOnce = 4;
/** What the first attempt kept. */
const begun = z.object({ since: z.string() });

export function createMeasureHandler(deps: MeasureDeps): KindHandler<MeasureRequest> {
  return {
    steps: [{ name: "measure", title: "Ask Azure which parts of each snapshot hold data" }],
    run: (context) => runMeasure(deps, context),
  };
}

async function runMeasure(deps: MeasureDeps, context: OperationContext<MeasureRequest>): Promise<void> {
  await context.step("measure", async (step) => {
    const call = { requestId: context.requestId, principal: context.principal };
    const since = begun.safeParse(step.checkpoint).data?.since ?? new Date(deps.clock.nowMs()).toISOString();
    await step.keep({ since });
    const { chains } = await deps.estate.chains(call, context.payload.chainIds);
    const total = chains.reduce((sum, chain) => sum + chain.snapshots.length, 0);
    const doneByChain = new Map<string, number>();
    const limit = pLimit(chainsAtOnce);
    const outcomes = await Promise.allSettled(
      chains.map((chain) =>
        limit(() => {
          context.signal.throwIfAborted();
          return deps.measureChain(chain.key, {
            requestId: context.requestId,
            principal: context.principal,
            operationId: context.operationId,
            since,
            signal: context.signal,
            onProgress: ({ done, current }) => {
              doneByChain.set(chain.key, done);
              const sum = [...doneByChain.values()].reduce((a, b) => a + b, 0);
              context.progress({
                percent: total === 0 ? 100 : (100 * sum) / total,
                text: `${sum} of ${total} snapshots${current ? `, reading ${current}` : ""}`,
              });
            },
          });
        }),
      ),
    );
    const results = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const measured = results.reduce((sum, result) => sum + result.measured, 0);
    const skipped = results.flatMap((result) => result.skipped);
    const said = inWords(measured, skipped);
    step.detail(said);
    const broken = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    // One chain that fails must not keep the others from being measured; the operation still fails, and can be retried.
    if (broken.length > 0) throw brokenOff(broken, chains.length, said);
    const faults = skipped.filter(({ isFault }) => isFault);
    if (measured === 0 && faults.length > 0)
      throw new AppError("azure-failed", `Nothing could be measured: ${summariseReasons(faults)}.`, { retryable: true });
    context.progress({ percent: 100, text: said });
    return { measured, skipped: skipped.length, ...outcomeOf(measured, skipped.length) };
  });
}

/** Both numbers where both are there: together they are those that were not measured when it began. */
function inWords(measured: number, skipped: MeasureResult["skipped"]): string {
  if (skipped.length === 0) return measured === 0 ? "All were measured before" : `${formatCount(measured)} measured`;
  const why = `${formatCount(skipped.length)} could not be: ${summariseReasons(skipped)}`;
  return measured === 0 ? `Nothing measured, ${why}` : `${formatCount(measured)} measured, ${why}`;
}

function outcomeOf(measured: number, skipped: number): { outcome?: OperationOutcome } {
  if (skipped === 0) return {};
  return { outcome: measured === 0 ? "nothing" : "part" };
}

/** What is no error of Azure's or ours (a cancel) passes. */
function brokenOff(broken: unknown[], chainCount: number, said: string): unknown {
  const error = broken.find((one) => !isAppError(one)) ?? broken[0];
  if (!isAppError(error)) return error;
  const chains = chainCount === 1 ? "The chain" : `${broken.length} of ${chainCount} chains`;
  const message = `${chains} could not be measured to the end (${said}): ${error.message}`;
  return new AppError(error.code, message, { details: error.details ?? {}, cause: error, retryable: error.retryable });
}
