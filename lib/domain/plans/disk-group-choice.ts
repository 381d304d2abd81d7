// Which resource group a restored disk is suggested to go to, and why. The disk is made in the snapshot's region; a group
// may hold disks of any region, but people look for a disk among its neighbours. In this order: the group of the disk the
// snapshot was taken from, where that is in the same region; the snapshot's own, where that group is of the region; the
// disk's, then the snapshot's, wherever they are. Anything else is a guess.
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type GroupOfSubscription, guessedGroup, isBackupGroup, type SuggestedGroup } from "./group-choice.ts";

export interface DiskGroupQuestion {
  snapshot: Pick<Snapshot, "resourceGroup" | "location">;
  /** The disk it was taken from, while that is there. */
  sourceDisk: Pick<Disk, "name" | "resourceGroup" | "location"> | undefined;
  groups: readonly GroupOfSubscription[];
}

export function suggestDiskGroup({ snapshot, sourceDisk, groups }: DiskGroupQuestion): SuggestedGroup | undefined {
  const find = (name: string) => groups.find((group) => group.name.toLowerCase() === name.toLowerCase() && !isBackupGroup(group.name));
  const isHere = (region: string) => sameRegion(region, snapshot.location);
  const own = find(snapshot.resourceGroup);
  const ofDisk = sourceDisk && find(sourceDisk.resourceGroup);
  const elsewhere =
    sourceDisk && !isHere(sourceDisk.location) ? `; ${sourceDisk.name} itself is in ${regionLabel(sourceDisk.location)}` : "";
  const byDisk = ofDisk && {
    name: ofDisk.name,
    reason: `The group of ${sourceDisk?.name}, the disk it was taken from${elsewhere && `, in ${regionLabel(sourceDisk?.location ?? "")}`}.`,
  };
  const byOwn = own && { name: own.name, reason: `The group of the snapshot${elsewhere}.` };
  if (byDisk && !elsewhere) return byDisk;
  if (byOwn && isHere(own.region)) return byOwn;
  return byDisk ?? byOwn ?? guessedGroup(groups, snapshot.location);
}
