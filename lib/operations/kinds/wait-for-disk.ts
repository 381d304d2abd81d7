import { AppError } from "#lib/domain/app-error.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { assertAsOrdered, type DiskOrder } from "#lib/domain/operations/resource-order.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { KindDeps } from "./operation-kind.ts";
import { createUnsaidWatch } from "./unsaid-watch.ts";

/** Until Azure says that the disk is ready, and as it was ordered. */
export async function waitForDisk(
  deps: Pick<KindDeps, "inventory" | "pollMs">,
  context: Pick<OperationContext<unknown>, "sleep">,
  order: DiskOrder,
  call: CallContext,
): Promise<void> {
  const id = order.targetId;
  const watch = createUnsaidWatch(deps.pollMs, (minutes) => unsaid(id, minutes));
  for (;;) {
    const disk = await deps.inventory.getDisk(id, call);
    if (!disk)
      throw new AppError("azure-failed", "The new disk was deleted before it was ready. A retry makes it again.", {
        details: { diskId: id },
      });
    assertAsOrdered(order, disk);
    if (hasFailed(disk)) throw new AppError("azure-failed", "Azure could not create the disk.", { details: { diskId: id } });
    const state = provisioningOf(disk.provisioningState);
    if (state === "succeeded") return;
    watch(state !== undefined);
    await context.sleep(deps.pollMs);
  }
}

function unsaid(id: string, minutes: number): AppError {
  const what = `Azure has not said for ${minutes} minutes whether the disk ${resourceName(id)} is ready. Look at it in Azure; a retry looks again.`;
  return new AppError("azure-failed", what, { details: { diskId: id } });
}
