// Verify a copy: check ─▶ compare (lists, then chunks; goes on behind the last piece that was kept) ─▶ record.
//
// The seed of a sample is kept before the first byte is read, and what is compared every two seconds: whoever goes on draws the
// same chunks, sees that they are the same, and reads none of them twice but those since. That the two differ is a finding and no
// failure: the operation succeeds, and its outcome says it.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { formatBytes, formatCount } from "#lib/domain/format.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { bytesOf, CHUNK_BYTES } from "#lib/domain/verification/chunk-set.ts";
import type { Verification, VerifiedSide } from "#lib/domain/verification/verification.ts";
import type { OperationContext, StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OpenedSides } from "#lib/services/ports/readable-side.ts";
import { type ChosenChunks, chooseChunks } from "#lib/services/verification/choose-chunks.ts";
import { type Compared, compareChunks, NOTHING_COMPARED } from "#lib/services/verification/compare-chunks.ts";
import { snapshotSides } from "#lib/services/verification/snapshot-sides.ts";
import { sideProblems } from "./plan.ts";
import { findSource } from "./planner.ts";
import type { VerifyRequest } from "./request.ts";
import { verifySteps } from "./words.ts";

type VerifyDeps = Pick<KindDeps, "estate" | "inventory" | "access" | "pages" | "verifications" | "clock" | "ids">;
type Context = OperationContext<VerifyRequest>;

/** Less is done again after a crash than a person notices. */
const KEEP_EVERY_MS = 2000;

export function createVerifyHandler(deps: VerifyDeps, { keepEveryMs = KEEP_EVERY_MS } = {}): KindHandler<VerifyRequest> {
  return {
    steps: namedSteps(verifySteps),
    run: (context) => runVerify(deps, context, keepEveryMs),
  };
}

const side = z.object({ id: z.string(), uniqueId: z.string(), name: z.string(), region: z.string() }) satisfies z.ZodType<VerifiedSide>;
const checked = z.object({ source: side, copy: side });
type Checked = z.infer<typeof checked>;
const compared = z.object({
  comparedChunks: z.number(),
  comparedBytes: z.number(),
  differingChunks: z.number(),
  firstDifference: z.number().nullable(),
  sourceSha256: z.string(),
  copySha256: z.string(),
}) satisfies z.ZodType<Compared>;
const sample = z.object({ seed: z.string(), chunks: z.number(), probability: z.number(), damagedChunks: z.number() });
/** chosen: the hash of the chunks it is of; absent: none were chosen yet. */
const kept = z.object({ seed: z.string(), chosen: z.string().optional(), compared });
const result = z.object({
  ...compared.shape,
  at: z.string(),
  sizeBytes: z.number(),
  dataChunks: z.number(),
  unlikeChunks: z.number(),
  sample: sample.nullable(),
});

async function runVerify(deps: VerifyDeps, context: Context, keepEveryMs: number): Promise<void> {
  const { payload, operationId } = context;
  const sides = await context.step("check", (step) => check(deps, context, step), checked.parse);
  context.progress({ resultId: sides.copy.id });
  const found = await context.step("compare", (step) => compare(deps, context, { sides, step, keepEveryMs }), result.parse);
  await context.step("record", async (step) => {
    const verdict = found.differingChunks === 0 ? "equal" : "different";
    await deps.verifications.put({ ...found, ...sides, operationId, level: payload.level, verdict, chunkBytes: CHUNK_BYTES });
    const said = inWords({ ...found, verdict });
    step.detail(said);
    context.progress({ percent: 100, text: said });
    return verdict === "different" ? { outcome: "different" } : {};
  });
}

async function check(deps: VerifyDeps, context: Context, step: StepContext): Promise<Checked> {
  const call = callOf(context);
  const { snapshot, chain } = await deps.estate.around(context.payload.snapshotId, "snapshotId", call);
  const source = (await findSource(deps, snapshot, chain, call))?.snapshot;
  assertComparable(snapshot, source);
  const sides = { source: toSide(source), copy: toSide(snapshot) };
  await readSides(deps, sides, call);
  step.detail(`${sides.copy.name} and ${sides.source.name}`);
  return sides;
}

/** As Azure has them now; refused where one is gone, or another one has its name. */
async function readSides(
  { inventory }: Pick<VerifyDeps, "inventory">,
  sides: Checked,
  call: CallContext,
): Promise<{ source: Snapshot; copy: Snapshot }> {
  const look = async ({ id, uniqueId, name }: VerifiedSide) => {
    const snapshot = await inventory.getSnapshot(id, call);
    if (snapshot?.uniqueId === uniqueId) return snapshot;
    const message = `${name} ${snapshot ? "was deleted, and another snapshot has its name" : "is gone"}: there is nothing to compare.`;
    throw new AppError("not-found", message, { details: { snapshotId: id } });
  };
  const [source, copy] = await Promise.all([look(sides.source), look(sides.copy)]);
  assertComparable(copy, source);
  return { source, copy };
}

function assertComparable(copy: Snapshot, source: Snapshot | undefined): asserts source is Snapshot {
  const [problem] = sideProblems(copy, source);
  if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
}

async function compare(
  deps: VerifyDeps,
  context: Context,
  { sides, step, keepEveryMs }: { sides: Checked; step: StepContext; keepEveryMs: number },
): Promise<z.infer<typeof result>> {
  const call = callOf(context);
  const { source, copy } = await readSides(deps, sides, call);
  const sizeBytes = knownSize(copy);
  const open = snapshotSides(deps, source, copy);
  const before = kept.safeParse(step.checkpoint).data;
  const seed = before?.seed ?? deps.ids.uuid();
  if (!before) await step.keep({ seed, compared: NOTHING_COMPARED } satisfies z.infer<typeof kept>);
  let chosen: ChosenChunks | undefined;
  let sofar = before?.compared ?? NOTHING_COMPARED;
  let keptMs = deps.clock.nowMs();

  const readOn = async (opened: OpenedSides) => {
    if (!chosen) {
      context.progress({ percent: null, text: "Reading which parts hold data, on both sides" });
      const [ofSource, ofCopy] = await Promise.all([opened.source.allocated(call), opened.copy.allocated(call)]);
      chosen = chooseChunks(context.payload.level, seed, ofSource, ofCopy);
      // Of other chunks than these nothing is known.
      if (before?.chosen !== chosen.hash) sofar = NOTHING_COMPARED;
    }
    const { chunks, hash } = chosen;
    const onPiece = async (now: Compared) => {
      sofar = now;
      report(context, now, bytesOf(chunks, sizeBytes));
      if (deps.clock.nowMs() - keptMs < keepEveryMs) return;
      keptMs = deps.clock.nowMs();
      await step.keep({ seed, chosen: hash, compared: now } satisfies z.infer<typeof kept>);
    };
    const mayGoOn = () => deps.clock.nowMs() < opened.untilMs;
    await compareChunks(opened, { chunks, sizeBytes, from: sofar, mayGoOn, onPiece }, call);
    return chosen;
  };
  for (;;) {
    const { chunks, dataChunks, unlikeChunks, sample } = await open(call, readOn);
    if (sofar.comparedChunks < chunks.total) continue;
    const at = new Date(deps.clock.nowMs()).toISOString();
    step.detail(`${formatCount(sofar.comparedChunks)} chunks of 64 KiB compared, of ${formatCount(dataChunks)} with data`);
    return { ...sofar, at, sizeBytes, dataChunks, unlikeChunks, sample };
  }
}

function callOf({ operationId, requestId, principal, signal }: Context) {
  return { operationId, requestId, principal, signal };
}

function report(context: Context, { comparedBytes, differingChunks }: Compared, totalBytes: number): void {
  const found = differingChunks === 0 ? "no difference so far" : `${formatCount(differingChunks)} chunks differ so far`;
  context.progress({
    percent: totalBytes === 0 ? 100 : (100 * comparedBytes) / totalBytes,
    doneBytes: comparedBytes,
    totalBytes,
    text: `${formatBytes(comparedBytes)} of ${formatBytes(totalBytes)} compared, ${found}`,
  });
}

type Found = Pick<Verification, "verdict" | "comparedBytes" | "comparedChunks" | "differingChunks" | "firstDifference">;

/** Where nothing had to be read, that is said. */
function inWords({ verdict, comparedBytes, comparedChunks, differingChunks, firstDifference }: Found): string {
  if (verdict === "equal")
    return comparedBytes === 0 ? "Equal: the range lists are the same" : `Equal: ${formatBytes(comparedBytes)} compared on both sides`;
  const differ = `${formatCount(differingChunks)} of ${formatCount(comparedChunks)} compared chunks ${differingChunks === 1 ? "differs" : "differ"}`;
  return `Different: ${differ}, the first at byte ${formatCount(firstDifference ?? 0)}`;
}

function toSide({ id, uniqueId, name, location }: Snapshot): VerifiedSide {
  return { id, uniqueId, name, region: location };
}
