// Restore several snapshots, each to a new disk: check ─▶ create (all at once, each its own by its mark) ─▶ confirm.
// One that Azure refuses keeps none of the others from being made; the operation then fails, says which are there, and a retry
// makes the rest.
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import { resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { namedSteps } from "#lib/domain/operations/operation-steps.ts";
import type { ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { allOf } from "#lib/operations/kinds/all-of.ts";
import { checkedSource } from "#lib/operations/kinds/checked-source.ts";
import { minSizeGib, sourceProblems } from "#lib/operations/kinds/disk-from-snapshot.ts";
import type { KindDeps, KindHandler } from "#lib/operations/kinds/operation-kind.ts";
import { orderedAgain } from "#lib/operations/kinds/ordered-again.ts";
import { waitForDisk } from "#lib/operations/kinds/wait-for-disk.ts";
import type { RestoreDisksRequest } from "./request.ts";
import { restoreDisksSteps, restoreDisksTargets } from "./words.ts";

type RestoreDisksDeps = Pick<KindDeps, "inventory" | "writer" | "refreshInventory" | "pollMs">;

export function createRestoreDisksHandler(deps: RestoreDisksDeps): KindHandler<RestoreDisksRequest> {
  return {
    steps: namedSteps(restoreDisksSteps),
    run: (context) => runRestore(deps, context),
  };
}

/** What the check hands on, by snapshot of the request, as it is read back after a restart. */
const checked = z.array(
  z.object({ uniqueId: z.string(), region: z.string(), sizeGib: z.number(), tags: z.record(z.string(), z.string()) }),
);

async function runRestore(deps: RestoreDisksDeps, context: OperationContext<RestoreDisksRequest>): Promise<void> {
  const { payload, requestId, principal, signal } = context;
  const call = { requestId, principal, signal };

  const sources = await context.step(
    "check",
    async (step) => {
      const found = await Promise.all(payload.snapshots.map(({ snapshotId }) => checkedSource(deps.inventory, snapshotId, step, call)));
      for (const [index, snapshot] of found.entries()) assertRestorable(snapshot, payload.snapshots[index]?.sku ?? "");
      step.detail(found.map(({ name }) => name).join(", "));
      return found.map((snapshot) => ({
        uniqueId: snapshot.uniqueId,
        region: snapshot.location,
        sizeGib: minSizeGib(snapshot),
        tags: snapshot.tags,
      }));
    },
    checked.parse,
  );

  const orders = ordersOf(context, sources);
  const names = orders.map(({ targetId }) => resourceName(targetId)).join(", ");
  const make = () => allOf("disks", orders, (order) => deps.writer.restoreDisk(order, call));

  await context.step("create", async (step) => {
    context.progress({ percent: null, text: "Azure is creating the disks" });
    // What was made is told, whether or not the lists can be read just now.
    await make().finally(() => deps.refreshInventory(call).catch(() => undefined));
    step.detail(names);
  });

  await context.step("confirm", async (step) => {
    let ready = 0;
    const wait = async (order: ResourceOrder) => {
      await waitForDisk(deps, context, order, call);
      ready += 1;
      context.progress({ percent: (100 * ready) / orders.length, text: `${ready} of ${orders.length} disks are ready` });
    };
    await orderedAgain(step, make, () =>
      context.waitingForAzure(async () => {
        ready = 0;
        await allOf("disks", orders, wait);
      }),
    );
    await deps.refreshInventory(call);
    const [only] = orders;
    step.detail(`${names}: ready to attach`);
    context.progress({ percent: 100, text: "Restored", ...(only && orders.length === 1 ? { resultId: only.targetId } : {}) });
  });
}

/** A window of instant access may have ended since it was planned. */
function assertRestorable(snapshot: Snapshot, sku: string): void {
  const [problem] = sourceProblems(snapshot, { sku, sizeGib: minSizeGib(snapshot) });
  if (problem) throw new AppError("not-possible", problem.message, { details: { rule: problem.rule } });
}

function ordersOf(
  { operationId, createdAt, payload }: OperationContext<RestoreDisksRequest>,
  sources: z.infer<typeof checked>,
): ResourceOrder[] {
  const targets = restoreDisksTargets(payload);
  return payload.snapshots.map(({ snapshotId, sku, zone }, index) => {
    const source = sources[index];
    const target = targets[index];
    if (!source || !target) throw new RangeError(`${snapshotId} was not checked.`);
    return {
      operationId,
      targetId: target.targetId,
      createOption: "Copy",
      source: { id: snapshotId, uniqueId: source.uniqueId },
      region: source.region,
      sku,
      sizeBytes: source.sizeGib * GIB_BYTES,
      zones: zone ? [zone] : [],
      tags: source.tags,
      begunAt: createdAt,
    };
  });
}
