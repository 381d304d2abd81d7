// Take snapshots of disks: check ─▶ order (all at once, each its own by its mark) ─▶ wait ─▶ confirm.
// One that Azure refuses keeps none of the others from being made; the operation then fails, says which are there, and a
// retry makes the rest.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { formatDuration } from "#lib/domain/format.ts";
import { type Disk, resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { isMoving, isReady, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { assertRoomForMark } from "#lib/domain/operations/operation-mark.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { assertAsOrdered, type SnapshotOrder } from "#lib/domain/operations/resource-order.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { allOf } from "#lib/operations/kinds/all-of.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { createUnsaidWatch } from "#lib/operations/kinds/unsaid-watch.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { SnapshotRequest } from "./request.ts";
import { snapshotSteps, snapshotTargets } from "./words.ts";

type SnapshotDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "measureUnknown" | "pollMs">;

export function createSnapshotHandler(deps: SnapshotDeps): KindHandler<SnapshotRequest> {
  return {
    steps: namedSteps(snapshotSteps),
    run: (context) => runSnapshot(deps, context),
  };
}

/** What the check hands on, by disk of the request, as it is read back after a restart. */
const checked = z.array(
  z.object({ uniqueId: z.string(), region: z.string(), diskSizeBytes: z.number(), tags: z.record(z.string(), z.string()) }),
);

async function runSnapshot(deps: SnapshotDeps, context: OperationContext<SnapshotRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };

  const disks = await context.step(
    "check",
    async (step) => {
      const found = await Promise.all(payload.disks.map(({ diskId }) => checkedDisk(deps, diskId, call)));
      step.detail(found.map(({ name }) => name).join(", "));
      return found.map(({ uniqueId, location, diskSizeBytes, tags }) => ({ uniqueId, region: location, diskSizeBytes, tags }));
    },
    checked.parse,
  );

  const orders = ordersOf(context, disks);
  const make = () => allOf("snapshots", orders, (order) => takeOne(deps, order, call));

  await context.step("order", async (step) => {
    context.progress({ percent: null, text: "Asking Azure for the snapshots" });
    // Those that were made are shown, whatever became of the others.
    await make().finally(() => deps.refreshInventory(call));
    step.detail(orders.map(({ targetId }) => resourceName(targetId)).join(", "));
  });

  await context.step("wait", (step) =>
    orderedAgain(step, make, () => context.waitingForAzure(() => waitForAll(deps, context, orders, call))),
  );

  await context.step("confirm", async (step) => {
    const looked = await allOf("snapshots", orders, async (order) => {
      const snapshot = await deps.inventory.getSnapshot(order.targetId, call);
      if (snapshot) assertAsOrdered(order, snapshot);
      return { order, snapshot };
    });
    await deps.refreshInventory(call);
    const made = looked.flatMap(({ snapshot }) => snapshot ?? []);
    // Complete when they were looked at, and somebody's to delete since.
    const missing = looked.flatMap(({ order, snapshot }) => (snapshot ? [] : resourceName(order.targetId)));
    const left = missing.length === 0 ? "" : `; deleted since: ${missing.join(", ")}`;
    step.detail(`${made.map(({ name }) => name).join(", ")}${spreadText(made)}${left}`);
    const [only] = made;
    context.progress({ percent: 100, text: "Taken", ...(only && orders.length === 1 ? { resultId: only.id } : {}) });
    // What they store is not known yet.
    deps.measureUnknown();
  });
}

type KnownDisk = Disk & { diskSizeBytes: number };

async function checkedDisk({ inventory }: SnapshotDeps, diskId: string, call: CallContext): Promise<KnownDisk> {
  const disk = await inventory.getDisk(diskId, call);
  const details = { diskId };
  if (!disk) throw new AppError("not-found", `The disk ${resourceName(diskId)} is gone.`, { details });
  if (disk.diskSizeBytes === undefined) throw new AppError("not-possible", `Azure does not say how large ${disk.name} is.`, { details });
  assertRoomForMark(disk);
  return { ...disk, diskSizeBytes: disk.diskSizeBytes };
}

function ordersOf({ operationId, createdAt, payload }: OperationContext<SnapshotRequest>, disks: z.infer<typeof checked>): SnapshotOrder[] {
  const targets = snapshotTargets(payload);
  return payload.disks.map(({ diskId }, index) => {
    const disk = disks[index];
    const target = targets[index];
    if (!disk || !target) throw new RangeError(`${diskId} was not checked.`);
    return {
      operationId,
      targetId: target.targetId,
      createOption: "Copy",
      source: { id: diskId, uniqueId: disk.uniqueId },
      kind: payload.type,
      region: disk.region,
      sku: payload.sku,
      sizeBytes: disk.diskSizeBytes,
      zones: [],
      tags: disk.tags,
      begunAt: createdAt,
      ...(payload.instantAccessMinutes === undefined ? {} : { instantAccessMinutes: payload.instantAccessMinutes }),
    };
  });
}

/** A disk may have grown or been replaced since it was checked: then a snapshot of it would not be what was ordered. */
async function takeOne({ inventory, writer }: SnapshotDeps, order: SnapshotOrder, call: CallContext): Promise<Snapshot> {
  if (!(await inventory.getSnapshot(order.targetId, call))) {
    const disk = await inventory.getDisk(order.source.id, call);
    const isSame = disk?.uniqueId === order.source.uniqueId && disk.diskSizeBytes === order.sizeBytes;
    if (!isSame) {
      const what = `The disk ${resourceName(order.source.id)} is not what it was when it was checked: it was deleted, made anew or resized. Begin again.`;
      throw new AppError("not-possible", what, { details: { diskId: order.source.id, rule: "disk-changed" } });
    }
  }
  return writer.takeSnapshot(order, call);
}

async function waitForAll(deps: SnapshotDeps, context: OperationContext<SnapshotRequest>, orders: SnapshotOrder[], call: CallContext) {
  const percents = new Map<string, number>();
  const tell = (order: SnapshotOrder, percent: number) => {
    percents.set(order.targetId, percent);
    const sum = [...percents.values()].reduce((a, b) => a + b, 0);
    const ready = [...percents.values()].filter((each) => each >= 100).length;
    const text = orders.length === 1 ? "Azure is making the snapshot" : `${ready} of ${orders.length} snapshots are complete`;
    context.progress({ percent: sum / orders.length, text });
  };
  await allOf("snapshots", orders, (order) => waitForOne(deps, context, order, call, (percent) => tell(order, percent)));
}

async function waitForOne(
  deps: SnapshotDeps,
  context: OperationContext<SnapshotRequest>,
  order: SnapshotOrder,
  call: CallContext,
  tell: (percent: number) => void,
): Promise<void> {
  const watch = createUnsaidWatch(deps.pollMs, (minutes) => unsaid(order.targetId, minutes));
  for (;;) {
    const snapshot = await deps.inventory.getSnapshot(order.targetId, call);
    if (!snapshot) throw gone(order.targetId);
    assertAsOrdered(order, snapshot);
    if (hasFailed(snapshot)) throw new AppError("azure-failed", `Azure could not make the snapshot ${snapshot.name}.`);
    const provisioning = provisioningOf(snapshot.provisioningState);
    // "Updating" is what Azure says while it is still making it.
    const isDone = provisioning === "succeeded" && isReady(snapshot);
    tell(isDone ? 100 : Math.min(99, snapshot.completionPercent ?? 0));
    if (isDone) return;
    watch(provisioning === "updating" || isMoving(snapshotState(snapshot)));
    await context.sleep(deps.pollMs);
  }
}

function gone(snapshotId: string): AppError {
  const what = `The new snapshot ${resourceName(snapshotId)} was deleted before it was complete. A retry takes it again, at another moment.`;
  return new AppError("azure-failed", what, { details: { snapshotId } });
}

function unsaid(snapshotId: string, minutes: number): AppError {
  const what = `Azure has not said for ${minutes} minutes how far the snapshot ${resourceName(snapshotId)} is. Look at it in Azure; a retry looks again.`;
  return new AppError("azure-failed", what, { details: { snapshotId } });
}

/** ", 1.2 s apart": how far the moments of several disks lie from each other. */
function spreadText(made: readonly Snapshot[]): string {
  const times = made.flatMap(({ timeCreated }) => (timeCreated === undefined ? [] : epochMs(timeCreated)));
  if (times.length < 2) return "";
  return `, at most ${formatDuration(Math.max(...times) - Math.min(...times))} apart`;
}
