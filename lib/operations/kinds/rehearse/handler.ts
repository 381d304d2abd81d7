// Rehearse a restore: check ─▶ create (PUT, its own by its mark) ─▶ read ─▶ delete ─▶ record.
//
// The disk is there for this and nothing else. Whatever ends the operation before its delete, a cancel or a failure for good, has it
// deleted at once; what a crash leaves the next attempt deletes, and what even that could not, left-behind.ts at the next start and every ten minutes.
import { z } from "zod";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { readPartitionTable } from "#lib/domain/disk-layout/partition-table.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { assertAsOrdered, type ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import { judgeTable, REHEARSAL_FINDINGS } from "#lib/domain/verification/rehearsal.ts";
import { Interruption } from "#lib/operations/engine/interruption.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { createUnsaidWatch } from "#lib/operations/kinds/unsaid-watch.ts";
import { checkedSnapshot, rehearsalOrder } from "./order.ts";
import { rehearsalProblems, sizeGibOf } from "./plan.ts";
import type { RehearseRequest } from "./request.ts";
import { rehearseSteps } from "./words.ts";

type RehearseDeps = Pick<KindDeps, "inventory" | "writer" | "access" | "pages" | "rehearsals" | "refreshInventory" | "clock" | "pollMs">;
type Context = OperationContext<RehearseRequest>;

/** A cancel is done within two seconds: Azure goes on deleting what it took the order for. */
const DISCARD_MS = 1500;

export function createRehearseHandler(deps: RehearseDeps): KindHandler<RehearseRequest> {
  return {
    steps: namedSteps(rehearseSteps),
    run: (context) => runRehearsal(deps, context),
  };
}

const found = z.object({ at: z.string(), finding: z.enum(REHEARSAL_FINDINGS), said: z.string() });
type Found = z.infer<typeof found>;

async function runRehearsal(deps: RehearseDeps, context: Context): Promise<void> {
  const { payload, operationId } = context;
  const call = callOf(context);
  const snapshot = await context.step(
    "check",
    async (step) => {
      const source = await checkedSource(deps.inventory, payload.snapshotId, step, call);
      const [problem] = rehearsalProblems(source, {});
      if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
      const { name, uniqueId, location, tags } = source;
      return { name, uniqueId, region: location, tags, sizeGib: sizeGibOf(source) };
    },
    checkedSnapshot.parse,
  );
  const order = rehearsalOrder(payload, snapshot, context);
  const result = await look(deps, context, order).catch(async (error: unknown) => {
    if (isOver(error, context.signal)) await discard(deps, order, context);
    throw error;
  });
  await context.step("delete", async (step) => {
    context.progress({ percent: null, text: `Azure is deleting ${payload.diskName}` });
    await deps.writer.deleteDisk(order, call);
    await deps.refreshInventory(call);
    step.detail(`${payload.diskName} is gone`);
  });
  await context.step("record", async (step) => {
    const { name, uniqueId, region } = snapshot;
    await deps.rehearsals.put({ ...result, operationId, snapshot: { id: payload.snapshotId, name, uniqueId, region } });
    step.detail(result.said);
    context.progress({ percent: 100, text: result.said });
    return result.finding === "recognised" ? {} : { outcome: "nothing" };
  });
}

/** Each step begins with what is there: one that was deleted meanwhile is made again. */
async function look(deps: RehearseDeps, context: Context, order: ResourceOrder): Promise<Found> {
  const call = callOf(context);
  await context.step("create", async (step) => {
    context.progress({ percent: null, text: `Azure is creating ${context.payload.diskName}` });
    step.detail((await deps.writer.restoreDisk(order, call)).id);
  });
  return context.step(
    "read",
    async (step) => {
      await deps.writer.restoreDisk(order, call);
      const disk = await context.waitingForAzure(() => waitForDisk(deps, context, order));
      const judged = judgeTable(await readTable(deps, disk, context));
      step.detail(judged.said);
      return { ...judged, at: new Date(deps.clock.nowMs()).toISOString() };
    },
    found.parse,
  );
}

function readTable({ access, pages }: RehearseDeps, disk: Disk, context: Context) {
  const call = callOf(context);
  // Read like a full snapshot of itself, which is what a disk nobody uses is.
  const asSnapshot: Snapshot = { ...disk, incremental: false, createOption: disk.createOption ?? "Copy" };
  return access.withReadAccess([asSnapshot], call, ([opened]) => {
    if (!opened) throw new AppError("internal", "No access was granted.");
    return readPartitionTable((offset, length) => pages.readBytes(opened, offset, length, call), disk.diskSizeBytes ?? 0);
  });
}

async function waitForDisk(deps: RehearseDeps, context: Context, order: ResourceOrder): Promise<Disk> {
  const details = { diskId: order.targetId };
  const unsaid = (minutes: number) =>
    new AppError("azure-failed", `Azure has not said for ${minutes} minutes whether the temporary disk is ready.`, { details });
  const watch = createUnsaidWatch(deps.pollMs, unsaid);
  for (;;) {
    const disk = await deps.inventory.getDisk(order.targetId, callOf(context));
    if (!disk)
      throw new AppError("azure-failed", "The temporary disk was deleted before it was read. A retry makes it again.", { details });
    assertAsOrdered(order, disk);
    if (hasFailed(disk)) throw new AppError("azure-failed", "Azure could not create the temporary disk.", { details });
    const state = provisioningOf(disk.provisioningState);
    if (state === "succeeded") return disk;
    watch(state !== undefined);
    await context.sleep(deps.pollMs);
  }
}

/** Nobody goes on with it by himself. What may pass is tried again, and a worker that lost its lease leaves the disk to the next one. */
function isOver(error: unknown, signal: AbortSignal): boolean {
  if (signal.aborted) return signal.reason instanceof Interruption && signal.reason.why === "cancelled";
  return !isAppError(error) || !error.retryable;
}

/** The reason it ended for says more than why this did not work: the next pass tries again (left-behind-passes.ts). */
async function discard({ writer }: Pick<RehearseDeps, "writer">, order: ResourceOrder, context: Context): Promise<void> {
  await writer.deleteDisk(order, { ...callOf(context), signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => undefined);
}

function callOf({ operationId, requestId, principal, signal }: Context) {
  return { operationId, requestId, principal, signal };
}
