// Copy a snapshot to another region. Azure moves the bytes (CopyStart); we order it, follow it, and check the end.
//
//   check ─▶ start (PUT, its own by its mark) ─▶ wait (completionPercent 100, copyCompletionError) ─▶ confirm
//
// ARM says "Succeeded" as soon as it took the order: only completionPercent tells that the data is there.

import { z } from "zod";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { knownSize } from "#lib/domain/inventory/known-size.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import { assertAsOrdered, type CopyOrder } from "#lib/domain/operations/resource-order.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import { copyGone, followCopy } from "#lib/operations/kinds/follow-copy.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderCopy } from "#lib/operations/kinds/order-copy.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import type { CopyRequest } from "./request.ts";
import { copySteps, copyTarget } from "./words.ts";

type CopyDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "measureUnknown" | "pollMs">;

export function createCopyHandler(deps: CopyDeps): KindHandler<CopyRequest> {
  return {
    steps: namedSteps(copySteps),
    run: (context) => runCopy(deps, context),
  };
}

/** What the steps hand on, as it is read back after a restart. */
const checked = z.object({ uniqueId: z.string(), diskSizeBytes: z.number(), tags: z.record(z.string(), z.string()) });
const started = z.object({ id: z.string() });

async function runCopy(deps: CopyDeps, context: OperationContext<CopyRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };

  const source = await context.step(
    "check",
    async (step) => {
      const found = await checkedSource(deps.inventory, payload.snapshotId, step, call);
      return { uniqueId: found.uniqueId, diskSizeBytes: knownSize(found), tags: found.tags };
    },
    checked.parse,
  );

  const order: CopyOrder = {
    operationId: context.operationId,
    targetId: copyTarget(payload).targetId,
    createOption: "CopyStart",
    source: { id: payload.snapshotId, uniqueId: source.uniqueId },
    region: payload.targetRegion,
    sku: payload.sku,
    sizeBytes: source.diskSizeBytes,
    zones: [],
    tags: source.tags,
    begunAt: context.createdAt,
    ...(payload.speed ? { speed: payload.speed } : {}),
  };
  const make = () => orderCopy(deps, order, call);

  const target = await context.step(
    "start",
    async (step) => {
      context.progress({ percent: 0, text: `Asking Azure to copy to ${regionLabel(payload.targetRegion)}` });
      const snapshot = await make();
      step.detail(snapshot.id);
      await deps.refreshInventory(call);
      return { id: snapshot.id };
    },
    started.parse,
  );
  context.progress({ resultId: target.id });

  await context.step("wait", (step) =>
    orderedAgain(step, make, () =>
      context.waitingForAzure(() =>
        followCopy(deps, { order, call, sleep: context.sleep }, (percent) =>
          context.progress({ percent, text: percent >= 100 ? "All data is there" : "Azure is copying" }),
        ),
      ),
    ),
  );

  await context.step("confirm", async (step) => {
    const snapshot = await deps.inventory.getSnapshot(target.id, call);
    if (!snapshot) throw copyGone(target.id);
    assertAsOrdered(order, snapshot);
    await deps.refreshInventory(call);
    step.detail(`${snapshot.name} is complete in ${regionLabel(snapshot.location)}`);
    context.progress({ percent: 100, text: "Copied" });
    // What the new snapshot stores in its chain is not known yet.
    deps.measureUnknown();
  });
}
