// Whether Azure makes a full snapshot of a snapshot: of Premium SSD v2 and Ultra disks there are incremental ones only, so those
// with 4K sectors (VHDX) or with instant access have none. From learn.microsoft.com, "Create an incremental
// snapshot for managed disks" and the FAQ of managed disks.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { notReadyReason } from "#lib/domain/inventory/snapshot-state.ts";
import { closedProblems } from "./closed-subscription.ts";
import type { PlanProblem } from "./plan.ts";

/** Pending and Available may be said of others as well. */
const ONLY_THEIRS: ReadonlySet<string> = new Set(["InstantAccess", "AvailableWithInstantAccess"]);

type SourceDisk = Pick<Disk, "name" | "sku"> | undefined;

/** What its own facts say; undefined: nothing against it, as far as they go. */
export function incrementalOnlyReason({
  name,
  logicalSectorSize,
  snapshotAccessState,
}: Pick<Snapshot, "name"> & { logicalSectorSize: number; snapshotAccessState?: string | undefined }): string | undefined {
  if (logicalSectorSize === 4096) return `${name} has 4K sectors: Azure makes no full snapshots of such a disk.`;
  if (snapshotAccessState === undefined || !ONLY_THEIRS.has(snapshotAccessState)) return undefined;
  return `${name} is of a Premium SSD v2 or Ultra disk: Azure makes only incremental snapshots of it.`;
}

export function canMakeFull(snapshot: Snapshot, chain: Pick<Chain, "closed">, disk: SourceDisk): { possible: boolean; reason?: string } {
  const [problem] = fullSnapshotProblems(snapshot, chain, disk);
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

/** disk: what it was taken from, where that is still known. */
export function fullSnapshotProblems(snapshot: Snapshot, chain: Pick<Chain, "closed">, disk: SourceDisk): PlanProblem[] {
  const { name, diskSizeBytes } = snapshot;
  const closed = closedProblems(chain, "snapshotId");
  if (closed.length > 0) return closed;
  const tell = (rule: string, message: string) => [{ field: "snapshotId", rule, message }];
  const only = incrementalOnlyReason(snapshot);
  if (only) return tell("incremental-only", only);
  if (disk && findDiskSku(disk.sku)?.isZonal)
    return tell("incremental-only", `${disk.name} is of type ${diskSkuLabel(disk.sku)}: Azure makes only incremental snapshots of it.`);
  const notReady = notReadyReason(snapshot);
  if (notReady) return tell("not-ready", `${notReady} A full snapshot of it can be made when it is complete.`);
  if (diskSizeBytes !== undefined) return [];
  return tell("unknown-size", `Azure does not say how large ${name} is, so what is made of it could not be told from another thing.`);
}
