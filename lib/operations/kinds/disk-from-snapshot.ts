// What a snapshot allows a disk that is made from it: its type and size, whatever else is asked for.
import { type DiskSku, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess } from "#lib/domain/inventory/snapshot-state.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { restoreProblems } from "#lib/domain/plans/restore-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { noZrsReason } from "./new-disk.ts";

/** What speaks against a disk of that type and size from this snapshot, whatever else is asked for. */
export function sourceProblems(snapshot: Snapshot, { sku, sizeGib }: { sku: string; sizeGib: number }): PlanProblem[] {
  const type = findDiskSku(sku);
  const unfit = type && skuProblem(snapshot, type);
  return [
    ...restoreProblems(snapshot, {}),
    ...(unfit ? [{ field: "sku", rule: "sku", message: unfit }] : []),
    ...tooLargeProblems(snapshot, sizeGib),
  ];
}

/** In its window a disk is exactly as large as the snapshot. */
export function tooLargeProblems(snapshot: Snapshot, sizeGib: number): PlanProblem[] {
  const max = maxSizeGib(snapshot);
  if (max === undefined || sizeGib <= max) return [];
  const message = `A disk from ${snapshot.name} has ${max} GiB as long as it is an instant access snapshot whose background copy runs; ${sizeGib} was given.`;
  return [{ field: "sizeGib", rule: "size", message }];
}

/** undefined: only the disk's type says. */
export function maxSizeGib(snapshot: Snapshot): number | undefined {
  return isInstantAccess(snapshot) ? minSizeGib(snapshot) : undefined;
}

/** The smallest disk that holds it; 0 where its size is unknown, and no disk can be made. */
export function minSizeGib(snapshot: Snapshot): number {
  return Math.ceil((snapshot.diskSizeBytes ?? 0) / GIB_BYTES);
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
