// Which disk types a recovery point can become, and what is on it.
import { DISK_SKUS, type DiskSku, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Disk } from "#lib/domain/inventory/inventory.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { noZrsReason } from "#lib/operations/kinds/new-disk.ts";
import { SYSTEM_LABELS, SYSTEMS } from "./request.ts";

export function minPointSizeGib({ sizeBytes }: Pick<ReplicaPoint, "sizeBytes">): number {
  return Math.ceil(sizeBytes / GIB_BYTES);
}

/** Why this type cannot be made from this point. */
export function typeProblem(region: Replica["region"], point: Pick<ReplicaPoint, "sizeBytes">, type: DiskSku): string | undefined {
  if (type.isZonal)
    return `${type.label} disks are not made of a blob: restore to another type, take a snapshot of that disk, and restore the snapshot to ${type.label}.`;
  const noZrs = noZrsReason(region ?? "", type);
  if (noZrs) return noZrs;
  const min = minPointSizeGib(point);
  return min > type.maxGib ? `${type.label} disks end at ${type.maxGib} GiB; this one needs ${min} GiB.` : undefined;
}

export function typeChoices(
  replica: Pick<Replica, "region">,
  point: Pick<ReplicaPoint, "sizeBytes">,
  sourceDisk?: Pick<Disk, "sku">,
): Choice[] {
  return DISK_SKUS.map((type) => {
    const reason = typeProblem(replica.region, point, type);
    const possible = reason === undefined;
    return { value: type.sku, label: type.label, possible, reason, recommended: possible && type.sku === sourceDisk?.sku };
  });
}

/** A sentence: why a type is recommended, or why none is. */
export function typeReason(
  replica: Pick<Replica, "region">,
  point: Pick<ReplicaPoint, "sizeBytes">,
  sourceDisk: Pick<Disk, "name" | "sku"> | undefined,
): string {
  if (!sourceDisk) return "The disk it was taken from is not seen any more, so what type it was is not known.";
  const type = findDiskSku(sourceDisk.sku);
  const own = `${sourceDisk.name}, the disk it was taken from`;
  if (!type) return `${own}, is of a type that cannot be chosen here (${sourceDisk.sku}).`;
  const problem = typeProblem(replica.region, point, type);
  return problem ? `${own}, is ${type.label}, which cannot be made: ${problem}` : `${type.label}, as ${own}.`;
}

/** A data disk is known for one; of a system disk Azure does not say here how it starts. */
export function systemChoices(sourceDisk?: Pick<Disk, "osType">): Choice[] {
  return SYSTEMS.map((value) => ({
    value,
    label: SYSTEM_LABELS[value],
    possible: true,
    recommended: value === "data" && sourceDisk !== undefined && sourceDisk.osType === undefined,
  }));
}

export function systemReason(sourceDisk: Pick<Disk, "name" | "osType"> | undefined): string {
  if (!sourceDisk) return "The disk it was taken from is not seen any more: choose what it was.";
  const { name, osType } = sourceDisk;
  if (osType === undefined) return `${name}, the disk it was taken from, is a data disk.`;
  return `${name}, the disk it was taken from, starts ${osType}. A machine starts from the new disk only if it is of the same generation.`;
}
