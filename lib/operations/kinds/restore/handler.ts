// Restore a snapshot to a new disk: check ─▶ create (PUT, its own by its mark) ─▶ confirm.
// The disk can be attached at once; Azure fills it in the background and reports no progress of that.

import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { waitForDisk } from "#lib/operations/kinds/wait-for-disk.ts";
import { sourceProblems } from "./plan.ts";
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
    context.progress({ percent: 100, text: "Restored" });
  });
}

/** A window of instant access may have ended since it was planned. */
function assertRestorable(source: Snapshot, { sku, sizeGib }: RestoreRequest): void {
  const [problem] = sourceProblems(source, { sku, sizeGib });
  if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
}
