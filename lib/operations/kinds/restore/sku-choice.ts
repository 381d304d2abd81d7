// Which disk types and zones a restore may take, and which type it begins with: the one the disk had, and none where that is
// not known, for a type decides what the disk costs and how fast it is.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { DISK_SKUS, type DiskSku, diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess } from "#lib/domain/inventory/snapshot-state.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { noZrsReason } from "#lib/operations/kinds/new-disk.ts";
import { minSizeGib } from "./min-size.ts";

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

/** Why this type cannot be made from this snapshot. */
export function skuProblem(snapshot: Snapshot, type: DiskSku): string | undefined {
  if (snapshot.logicalSectorSize === 4096 && !type.isZonal)
    return `${snapshot.name} has 4K sectors: only Premium SSD v2 and Ultra disks can be made from it.`;
  if (isInstantAccess(snapshot) && !type.isZonal)
    return `${snapshot.name} is an instant access snapshot: until its background copy has finished, only Premium SSD v2 and Ultra disks can be made from it.`;
  const noZrs = noZrsReason(snapshot.location, type);
  if (noZrs) return noZrs;
  const maxBytes = type.maxGib * GIB_BYTES;
  if ((snapshot.diskSizeBytes ?? 0) > maxBytes)
    return `${type.label} disks end at ${type.maxGib} GiB; ${snapshot.name} needs ${minSizeGib(snapshot)} GiB.`;
  return undefined;
}
