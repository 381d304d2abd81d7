// Follows a copy that was ordered until all of its data is there. Azure moves it, and says how far it is.
import { AppError } from "#lib/domain/app-error.ts";
import { resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { hasFailed, provisioningOf } from "#lib/domain/inventory/provisioning-state.ts";
import { assertAsOrdered, type ResourceOrder } from "#lib/domain/operations/resource-order.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { KindDeps } from "./operation-kind.ts";
import { createUnsaidWatch } from "./unsaid-watch.ts";

interface OrderedCopy {
  order: ResourceOrder;
  call: CallContext;
  sleep(ms: number): Promise<void>;
}

/** Resolves at 100 percent. Rejects where Azure failed, or somebody took the new snapshot away or put another one there. */
export async function followCopy(
  deps: Pick<KindDeps, "inventory" | "pollMs">,
  { order, call, sleep }: OrderedCopy,
  tell: (percent: number) => void,
): Promise<void> {
  const watch = createUnsaidWatch(deps.pollMs, (minutes) => unsaid(order.targetId, minutes));
  for (;;) {
    const snapshot = await deps.inventory.getSnapshot(order.targetId, call);
    if (!snapshot) throw copyGone(order.targetId);
    assertAsOrdered(order, snapshot);
    if (snapshot.copyError) throw copyFailed(snapshot, snapshot.copyError);
    if (hasFailed(snapshot)) throw new AppError("azure-failed", `Azure could not create the new snapshot ${snapshot.name}.`);
    // Absent for a moment after the order: nothing is copied yet.
    const percent = snapshot.completionPercent ?? 0;
    tell(percent);
    if (percent >= 100) return;
    watch(snapshot.completionPercent !== undefined || isBeingMade(snapshot));
    await sleep(deps.pollMs);
  }
}

export function copyGone(snapshotId: string): AppError {
  const what = `The new snapshot ${resourceName(snapshotId)} was deleted while Azure was copying into it. A retry starts the copy again.`;
  return new AppError("azure-failed", what, { details: { snapshotId } });
}

function copyFailed({ name }: Snapshot, { code, message }: { code: string; message: string }): AppError {
  const what = `Azure could not finish the copy: ${message} Delete the unfinished snapshot ${name}, then retry.`;
  return new AppError("azure-failed", what, { details: { azureCode: code } });
}

function unsaid(snapshotId: string, minutes: number): AppError {
  const what = `Azure has not said for ${minutes} minutes how far the copy ${resourceName(snapshotId)} is. Look at it in Azure; a retry looks again.`;
  return new AppError("azure-failed", what, { details: { snapshotId } });
}

function isBeingMade({ provisioningState }: Snapshot): boolean {
  const state = provisioningOf(provisioningState);
  return state === "creating" || state === "updating";
}
