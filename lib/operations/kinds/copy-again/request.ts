import { z } from "zod";
import { copyPlace, snapshotsToCopy } from "#lib/contract/copy-place.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import { COPY_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";

export const copyAgainRequest = z.object({
  kind: z.literal("copy-again"),
  /** The one whose copy failed first, by the name of that copy; then those that are to follow it, in the order of their creation. */
  snapshots: snapshotsToCopy,
  /** Of the copy that failed: another one that has its name since is left alone. */
  failedUniqueId: z.string().min(1).max(200),
  ...copyPlace,
});
export type CopyAgainRequest = z.infer<typeof copyAgainRequest>;

/** All it asks for is in the copy itself. followers: to be copied after it, in their order. Undefined: it is not a failed copy of a snapshot that is known. */
export function copyAgainRequestOf(
  copy: Pick<SnapshotRow, "state" | "name" | "uniqueId" | "sourceSnapshotId" | "subscriptionId" | "region" | "resourceGroup" | "sku">,
  { followers = [], speed }: { followers?: CopyAgainRequest["snapshots"]; speed?: CopyAgainRequest["speed"] } = {},
): CopyAgainRequest | undefined {
  const { state, sourceSnapshotId } = copy;
  if (state !== "copy-failed" || sourceSnapshotId === undefined) return undefined;
  const source = parseResourceId(sourceSnapshotId);
  const isElsewhere = source?.subscriptionId.toLowerCase() !== copy.subscriptionId.toLowerCase();
  return {
    kind: "copy-again",
    failedUniqueId: copy.uniqueId,
    snapshots: [{ snapshotId: sourceSnapshotId, targetName: copy.name }, ...followers],
    ...(isElsewhere ? { targetSubscriptionId: copy.subscriptionId } : {}),
    targetRegion: copy.region,
    targetResourceGroup: copy.resourceGroup,
    sku: COPY_SKUS.find((sku) => sku === copy.sku) ?? "Standard_LRS",
    ...(speed ? { speed } : {}),
  };
}
