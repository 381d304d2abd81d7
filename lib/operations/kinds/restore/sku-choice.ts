// Which disk types and zones a restore may take, and which type it begins with: the one the disk had, and none where that is
// not known, for a type decides what the disk costs and how fast it is.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { DISK_SKUS, diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import { skuProblem } from "#lib/operations/kinds/disk-from-snapshot.ts";

/** Each with the reason when it is not possible. Recommended: what the disk was, if that is known and can be made. */
export function restoreSkuChoices(snapshot: Snapshot, sourceDiskSku?: string): Choice[] {
  return DISK_SKUS.map((type) => {
    const reason = skuProblem(snapshot, type);
    const possible = reason === undefined;
    return { value: type.sku, label: type.label, possible, reason, recommended: possible && type.sku === sourceDiskSku };
  });
}

/** A sentence: why a type is recommended, or why none is. */
export function skuReason(
  snapshot: Snapshot,
  { sourceDiskName, sourceState }: Pick<Chain, "sourceDiskName" | "sourceState">,
  sourceDisk: Pick<Disk, "name" | "sku"> | undefined,
): string {
  if (!sourceDisk) {
    const why = sourceState === "deleted" || sourceState === "recreated" ? "is gone" : "cannot be seen";
    return `${sourceDiskName}, the disk it was taken from, ${why}, so what type it was is not known.`;
  }
  const type = findDiskSku(sourceDisk.sku);
  const own = `${sourceDisk.name}, the disk it was taken from`;
  if (!type) return `${own}, is of a type that cannot be chosen here (${diskSkuLabel(sourceDisk.sku)}).`;
  const problem = skuProblem(snapshot, type);
  return problem ? `${own}, is ${type.label}, which cannot be made: ${problem}` : `${type.label}, as ${own}.`;
}
