// A full snapshot from a snapshot: check ─▶ order (PUT, its own by its mark) ─▶ confirm. Azure copies the data inside the region
// before it says that it is there.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { isMoving, isReady, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { assertAsOrdered, type SnapshotOrder } from "#lib/domain/operations/resource-order.ts";
import { fullSnapshotProblems } from "#lib/domain/plans/full-snapshot-rule.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { createUnsaidWatch } from "#lib/operations/kinds/unsaid-watch.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { FullSnapshotRequest } from "./request.ts";
import { fullSnapshotSteps, fullSnapshotTarget } from "./words.ts";

type FullSnapshotDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "measureUnknown" | "pollMs">;

export function createFullSnapshotHandler(deps: FullSnapshotDeps): KindHandler<FullSnapshotRequest> {
  return {
    steps: namedSteps(fullSnapshotSteps),
    run: (context) => runFullSnapshot(deps, context),
  };
}

/** What the check hands on, as it is read back after a restart. */
const checked = z.object({
  uniqueId: z.string(),
  region: z.string(),
  sizeBytes: z.number(),
  tags: z.record(z.string(), z.string()),
});

async function runFullSnapshot(deps: FullSnapshotDeps, context: OperationContext<FullSnapshotRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };

  const source = await context.step(
    "check",
    async (step) => {
      const snapshot = await checkedSource(deps.inventory, payload.snapshotId, step, call);
      const [problem] = fullSnapshotProblems(snapshot, {}, undefined);
      if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
      const { uniqueId, location, tags } = snapshot;
      return { uniqueId, region: location, sizeBytes: knownSize(snapshot), tags };
    },
    checked.parse,
  );

  const order: SnapshotOrder = {
    operationId: context.operationId,
    targetId: fullSnapshotTarget(payload).targetId,
    createOption: "Copy",
    source: { id: payload.snapshotId, uniqueId: source.uniqueId },
    kind: "full",
    region: source.region,
    sku: payload.sku,
    sizeBytes: source.sizeBytes,
    zones: [],
    tags: source.tags,
    begunAt: context.createdAt,
  };
  const make = () => deps.writer.takeSnapshot(order, call);

  await context.step("order", async (step) => {
    context.progress({ percent: null, text: `Azure is making ${payload.targetName}` });
    const { id } = await make();
    step.detail(id);
  });

  await context.step("confirm", async (step) => {
    await orderedAgain(step, make, () => context.waitingForAzure(() => waitForIt(deps, context, order, call)));
    await deps.refreshInventory(call);
    step.detail(`${payload.targetName} is complete in ${regionLabel(source.region)}`);
    context.progress({ percent: 100, text: "Made", resultId: order.targetId });
    // What it stores is not known yet.
    deps.measureUnknown();
  });
}

async function waitForIt(
  deps: FullSnapshotDeps,
  context: OperationContext<FullSnapshotRequest>,
  order: SnapshotOrder,
  call: CallContext,
): Promise<void> {
  const { targetId } = order;
  const details = { snapshotId: targetId };
  const watch = createUnsaidWatch(deps.pollMs, (minutes) => unsaid(targetId, minutes));
  for (;;) {
    const snapshot = await deps.inventory.getSnapshot(targetId, call);
    if (!snapshot)
      throw new AppError("azure-failed", "The full snapshot was deleted before it was complete. A retry makes it again.", { details });
    assertAsOrdered(order, snapshot);
    if (hasFailed(snapshot)) throw new AppError("azure-failed", `Azure could not make ${snapshot.name}.`, { details });
    const provisioning = provisioningOf(snapshot.provisioningState);
    if (provisioning === "succeeded" && isReady(snapshot)) return;
    watch(provisioning === "updating" || isMoving(snapshotState(snapshot)));
    await context.sleep(deps.pollMs);
  }
}

function unsaid(id: string, minutes: number): AppError {
  const what = `Azure has not said for ${minutes} minutes whether ${resourceName(id)} is complete. Look at it in Azure; a retry looks again.`;
  return new AppError("azure-failed", what, { details: { snapshotId: id } });
}
