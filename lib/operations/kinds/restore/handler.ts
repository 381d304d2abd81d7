// Restore a snapshot to a new disk: check ─▶ create (PUT, its own by its mark) ─▶ confirm ─▶ fill.
// The disk can be attached once it is confirmed. Azure fills it in the background, and tells how far that is of Premium SSD v2
// and Ultra disks only.

import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { markOf } from "#lib/domain/operations/operation-mark.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import { sourceProblems } from "#lib/operations/kinds/disk-from-snapshot.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { waitForDisk } from "#lib/operations/kinds/wait-for-disk.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { RestoreRequest } from "./request.ts";
import { restoreSteps, restoreTarget } from "./words.ts";

type RestoreDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "pollMs">;

export function createRestoreHandler(deps: RestoreDeps): KindHandler<RestoreRequest> {
  return {
    steps: namedSteps(restoreSteps),
    run: (context) => runRestore(deps, context),
  };
}

/** What the steps hand on, as it is read back after a restart. */
const checked = z.object({ uniqueId: z.string(), region: z.string(), tags: z.record(z.string(), z.string()) });
const created = z.object({ id: z.string() });

async function runRestore(deps: RestoreDeps, context: OperationContext<RestoreRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };

  const source = await context.step(
    "check",
    async (step) => {
      const source = await checkedSource(deps.inventory, payload.snapshotId, step, call);
      assertRestorable(source, payload);
      const { uniqueId, location, tags } = source;
      return { uniqueId, region: location, tags };
    },
    checked.parse,
  );

  const order: ResourceOrder = {
    operationId: context.operationId,
    targetId: restoreTarget(payload).targetId,
    createOption: "Copy",
    source: { id: payload.snapshotId, uniqueId: source.uniqueId },
    region: source.region,
    sku: payload.sku,
    sizeBytes: payload.sizeGib * GIB_BYTES,
    zones: payload.zone ? [payload.zone] : [],
    tags: source.tags,
    begunAt: context.createdAt,
  };
  const make = () => deps.writer.restoreDisk(order, call);

  const disk = await context.step(
    "create",
    async (step) => {
      context.progress({ percent: null, text: `Azure is creating ${payload.diskName}` });
      const { id } = await make();
      step.detail(id);
      return { id };
    },
    created.parse,
  );
  context.progress({ resultId: disk.id });

  await context.step("confirm", async (step) => {
    await orderedAgain(step, make, () => context.waitingForAzure(() => waitForDisk(deps, context, order, call)));
    await deps.refreshInventory(call);
    step.detail(`${payload.diskName} is ready to attach in ${regionLabel(source.region)}`);
    context.progress({ percent: null, text: "Ready to attach" });
  });

  await context.step("fill", async (step) => {
    step.detail(await context.waitingForAzure(() => followFilling(deps, context, order, call)));
    context.progress({ percent: 100, text: "Restored" });
  });
}

/** How it ended, as a sentence. The disk was ready before: whatever becomes of it now is no failure of the restore. */
async function followFilling(
  { inventory, pollMs }: RestoreDeps,
  context: OperationContext<RestoreRequest>,
  { targetId, operationId }: ResourceOrder,
  call: CallContext,
): Promise<string> {
  for (;;) {
    const disk = await inventory.getDisk(targetId, call);
    if (!disk || markOf(disk.tags) !== operationId) return "It was deleted since, or is another one's now";
    const { completionPercent: percent } = disk;
    if (percent === undefined) return "Azure gives no progress here: first reads are slower for a while";
    if (percent >= 100) return "Azure has filled it";
    context.progress({ percent: Math.min(99, percent), text: `Ready to attach; Azure has filled ${Math.floor(percent)} %` });
    await context.sleep(pollMs);
  }
}

/** A window of instant access may have ended since it was planned. */
function assertRestorable(source: Snapshot, { sku, sizeGib }: RestoreRequest): void {
  const [problem] = sourceProblems(source, { sku, sizeGib });
  if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
}
