// Copies of several snapshots of a chain, for every kind that makes them: check ─▶ copy, one after the other in the order of their creation ─▶ confirm.
// Azure sends of each what the copy before lacks, and takes the next one of a disk only when the last one is complete. One that
// fails ends the operation: those after it could be copied, but then it never could. A retry goes on with it.
import pLimit from "p-limit";
import { z } from "zod";
import { copyPlace, snapshotsToCopy } from "#lib/contract/copy-place.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import { assertRoomForMark } from "#lib/domain/operations/operation-mark.ts";
import { assertAsOrdered, type CopyOrder } from "#lib/domain/operations/resource-order.ts";
import { copyTargetsOf } from "#lib/domain/plans/copy-target.ts";
import { countText } from "#lib/domain/plans/copy-words.ts";
import type { OperationContext, StepContext } from "#lib/operations/engine/operation-handler.ts";
import { followCopy } from "#lib/operations/kinds/follow-copy.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import { orderCopy } from "#lib/operations/kinds/order-copy.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export type CopySeriesDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "measureUnknown" | "pollMs">;

/** As much of a request as tells what is copied, and where to. */
export type SeriesRequest = z.infer<typeof series>;

const series = z.object({ ...copyPlace, snapshots: snapshotsToCopy });

/** What the check hands on, oldest first, as it is read back after a restart. */
const checked = z.array(
  z.object({
    snapshotId: z.string(),
    targetId: z.string(),
    uniqueId: z.string(),
    diskSizeBytes: z.number(),
    tags: z.record(z.string(), z.string()),
  }),
);
export type Source = z.infer<typeof checked>[number];

/** How many are complete, and what orderedAgain keeps of the next one. */
const progressKept = z.object({ done: z.number().int(), next: z.unknown().optional() });

/** beforeCopying: with the sources, oldest first; its step, if it has one, lies between "check" and "copy". */
export async function runCopySeries(
  deps: CopySeriesDeps,
  context: OperationContext<SeriesRequest>,
  beforeCopying: (sources: readonly Source[], call: CallContext) => Promise<void> = async () => undefined,
): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };
  const region = regionLabel(payload.targetRegion);

  const sources = await context.step(
    "check",
    async (step) => {
      const found = await sourcesOf(deps, payload, call);
      step.detail(`${countText(found.length)}, ${resourceName(found[0]?.snapshotId ?? "")} the oldest`);
      return found;
    },
    checked.parse,
  );
  const orders = sources.map((source) => orderOf(context, source));
  await beforeCopying(sources, call);

  await context.step("copy", (step) => context.waitingForAzure(() => copyInOrder(deps, context, orders, step, call)));

  await context.step("confirm", async (step) => {
    const gone: string[] = [];
    for (const order of orders) {
      const snapshot = await deps.inventory.getSnapshot(order.targetId, call);
      // Complete when it was looked at, and somebody's to delete since.
      if (!snapshot) gone.push(resourceName(order.targetId));
      else assertAsOrdered(order, snapshot);
    }
    await deps.refreshInventory(call);
    const left = gone.length === 0 ? "" : `; deleted since: ${gone.join(", ")}`;
    step.detail(`${countText(orders.length - gone.length)} complete in ${region}${left}`);
    const last = orders.findLast(({ targetId }) => !gone.includes(resourceName(targetId)));
    context.progress({ percent: 100, text: `${formatCount(orders.length)} copied`, ...(last ? { resultId: last.targetId } : {}) });
    // What the new snapshots store in their chain is not known yet.
    deps.measureUnknown();
  });
}

const LOOKS_AT_ONCE = 8;

async function sourcesOf({ inventory }: CopySeriesDeps, request: SeriesRequest, call: CallContext): Promise<Source[]> {
  const targets = copyTargetsOf(request);
  const limit = pLimit(LOOKS_AT_ONCE);
  const found = await Promise.all(
    request.snapshots.map(async ({ snapshotId }, index) => {
      const snapshot = await limit(() => inventory.getSnapshot(snapshotId, call));
      if (!snapshot)
        throw new AppError("not-found", `The source snapshot ${resourceName(snapshotId)} is gone.`, { details: { snapshotId } });
      assertRoomForMark(snapshot);
      return { snapshot, targetId: targets[index]?.targetId ?? "" };
    }),
  );
  return found
    .toSorted((a, b) => compareTimes(a.snapshot.timeCreated, b.snapshot.timeCreated))
    .map(({ snapshot, targetId }) => ({
      snapshotId: snapshot.id,
      targetId,
      uniqueId: snapshot.uniqueId,
      diskSizeBytes: knownSize(snapshot),
      tags: snapshot.tags,
    }));
}

function orderOf({ operationId, createdAt, payload }: OperationContext<SeriesRequest>, source: Source): CopyOrder {
  return {
    operationId,
    targetId: source.targetId,
    createOption: "CopyStart",
    source: { id: source.snapshotId, uniqueId: source.uniqueId },
    region: payload.targetRegion,
    sku: payload.sku,
    sizeBytes: source.diskSizeBytes,
    zones: [],
    tags: source.tags,
    begunAt: createdAt,
    ...(payload.speed ? { speed: payload.speed } : {}),
  };
}

async function copyInOrder(
  deps: CopySeriesDeps,
  context: OperationContext<SeriesRequest>,
  orders: readonly CopyOrder[],
  step: StepContext,
  call: CallContext,
): Promise<void> {
  const kept = progressKept.safeParse(step.checkpoint).data ?? { done: 0, next: undefined };
  for (let done = kept.done; done < orders.length; done += 1) {
    const order = orders[done];
    if (!order) break;
    const tell = (percent: number) =>
      context.progress({
        percent: (100 * done + percent) / orders.length,
        text: `${done + 1} of ${orders.length}: ${resourceName(order.source.id)}, ${Math.floor(percent)} %`,
      });
    tell(0);
    const one = { checkpoint: done === kept.done ? kept.next : undefined, keep: (next: unknown) => step.keep({ done, next }) };
    await copyOne(deps, context, order, { ...step, ...one }, call, tell);
    await step.keep({ done: done + 1 });
  }
}

async function copyOne(
  deps: CopySeriesDeps,
  context: OperationContext<SeriesRequest>,
  order: CopyOrder,
  step: StepContext,
  call: CallContext,
  tell: (percent: number) => void,
): Promise<void> {
  const make = () => orderCopy(deps, order, call);
  // Ordered, and looked at: one that somebody deleted meanwhile stays deleted.
  if (step.checkpoint === undefined) {
    await make();
    await step.keep("ordered");
    await deps.refreshInventory(call);
  }
  await orderedAgain(step, make, () => followCopy(deps, { order, call, sleep: context.sleep }, tell));
}
