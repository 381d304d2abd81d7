// Ends every SAS of a snapshot because a person asks for it: one that Snapscope left, or somebody else's that is in the way.
import { AppError } from "#lib/domain/app-error.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { SnapshotAccess } from "#lib/services/ports/access.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { AzureInventory } from "#lib/services/ports/inventory.ts";
import type { ConfirmedSnapshot } from "#lib/services/ports/writer.ts";

export interface EndAccessDeps extends EstateDeps {
  access: Pick<SnapshotAccess, "endAccess">;
  azure: Pick<AzureInventory, "getSnapshot">;
}

export async function endAccess(
  { view, estate, access, azure }: EndAccessDeps,
  asked: ConfirmedSnapshot,
  context: CallContext,
): Promise<{ ended: true }> {
  await view.current(context);
  const { snapshot } = await findSnapshot(estate, asked.id, "id", context);
  const now = await azure.getSnapshot(snapshot.id, context);
  if (now?.uniqueId.toLowerCase() !== asked.uniqueId.toLowerCase())
    throw new AppError("conflict", `${snapshot.name} is not the snapshot that was looked at: that one is gone.`, {
      details: { field: "uniqueId" },
    });
  await access.endAccess(now, context);
  // It is ended, whether or not the lists can be read just now.
  await view.refresh(context).catch(() => undefined);
  return { ended: true };
}
