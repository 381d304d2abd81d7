import { AppError } from "#lib/domain/app-error.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { assertRoomForMark } from "#lib/domain/operations/operation-mark.ts";
import type { StepContext } from "#lib/operations/engine/operation-handler.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";

/** What a copy or disk is made from, read anew; refused where its tags, which go along, leave no room for the mark. */
export async function checkedSource(
  inventory: Pick<AzureInventory, "getSnapshot">,
  snapshotId: string,
  step: StepContext,
  call: CallContext,
): Promise<Snapshot> {
  const snapshot = await inventory.getSnapshot(snapshotId, call);
  if (!snapshot) throw new AppError("not-found", "The source snapshot is gone.", { details: { snapshotId } });
  assertRoomForMark(snapshot);
  step.detail(`${snapshot.name} in ${regionLabel(snapshot.location)}`);
  return snapshot;
}
