// Measures deltas, chain by chain, a few chains at once. What is measured stays: a rerun skips it, so the only
// checkpoint needed is the measurements themselves.
import pLimit from "p-limit";
import type { MeasureRequest } from "#lib/contract/plans.ts";
import { measureRequest } from "#lib/contract/plans.ts";
import type { OperationContext, OperationHandler } from "#lib/operations/engine/operation-handler.ts";
import type { MeasureChain } from "#lib/services/chains/measure-chain.ts";
import { summariseReasons } from "#lib/services/chains/measurement.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";

export interface MeasureDeps extends EstateDeps {
  measureChain: MeasureChain;
}

const chainsAtOnce = 4;

export function createMeasureHandler(deps: MeasureDeps): OperationHandler<MeasureRequest> {
  return {
    kind: "measure",
    steps: [{ name: "measure", title: "Read the page ranges of each snapshot" }],
    parse: (payload) => measureRequest.parse(payload),
    run: (context) => runMeasure(deps, context),
  };
}

async function runMeasure(deps: MeasureDeps, context: OperationContext<MeasureRequest>): Promise<void> {
  await context.step("measure", async (step) => {
    const call = { requestId: context.requestId, principal: context.principal };
    await deps.view.current(call);
    const chains = await deps.estate.chains.all(call, { keys: context.payload.chainIds });
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
    const failed = outcomes.filter((outcome) => outcome.status === "rejected");
    // One chain that fails must not keep the others from being measured; the operation still fails, and can be retried.
    if (failed[0]) throw failed[0].reason;
    const results = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    const measured = results.reduce((sum, result) => sum + result.measured, 0);
    const skipped = results.flatMap((result) => result.skipped);
    step.detail(`${measured} measured${skipped.length > 0 ? `, ${skipped.length} could not be: ${summariseReasons(skipped)}` : ""}`);
    context.progress({ percent: 100, text: `${measured} measured${skipped.length > 0 ? `, ${skipped.length} not measurable now` : ""}` });
    return { measured, skipped: skipped.length };
  });
}
