// What the form of a restore of several disks begins with, and what follows from a change: the moments are those that the ticked
// disks have in common.
import { formatDuration, formatUtc } from "#lib/domain/format.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { type CommonMoment, commonMoments } from "#lib/domain/plans/common-moment.ts";
import type { Choice } from "#lib/domain/plans/plan.ts";
import type { DiskToRestore, RestoreDisksOptions, RestoreDisksRequest } from "#lib/operations/kinds/restore-disks/request.ts";

export interface RestoreDisksFields {
  /** Of the disks, in the order they are offered; the first one's snapshots are the moments. */
  diskIds: string[];
  /** Of the moment: as the first disk's snapshot has it. Empty: there is none. */
  at: string;
  /** By disk, where a person gave another one. */
  names: Record<string, string>;
  targetResourceGroup: string;
}

/** All that can be, at the newest moment. */
export function initialRestoreDisksFields(options: RestoreDisksOptions): RestoreDisksFields {
  const diskIds = options.disks.filter(({ possible }) => possible).map(({ diskId }) => diskId);
  return withDisks({ diskIds: [], at: "", names: {}, targetResourceGroup: options.suggestedGroup.name }, options, diskIds);
}

/** The moment stays where the disks still have it. */
export function withDisks(fields: RestoreDisksFields, options: RestoreDisksOptions, chosen: readonly string[]): RestoreDisksFields {
  const diskIds = options.disks.map(({ diskId }) => diskId).filter((id) => chosen.includes(id));
  const moments = momentsOf(options, diskIds);
  const at = (moments.find((one) => one.at === fields.at) ?? moments[0])?.at ?? "";
  return { ...fields, diskIds, at };
}

export function momentChoices(options: RestoreDisksOptions, { diskIds }: RestoreDisksFields): Choice[] {
  return momentsOf(options, diskIds).map(({ at, spreadMs }) => ({
    value: at,
    label: formatUtc(epochMs(at)),
    possible: true,
    ...(diskIds.length > 1 ? { reason: spreadMs === 0 ? "All at one moment." : `At most ${formatDuration(spreadMs)} apart.` } : {}),
  }));
}

export function spreadNote(options: RestoreDisksOptions, fields: RestoreDisksFields): string | undefined {
  return momentChoices(options, fields).find(({ value }) => value === fields.at)?.reason;
}

/** What a disk is called unless it is named: with the day of the moment. */
export function diskNameIn({ names, at }: RestoreDisksFields, { diskId, suggestedName }: DiskToRestore): string {
  return names[diskId] ?? (at ? composeName(suggestedName, at.slice(0, 10).replaceAll("-", "")) : suggestedName);
}

export function toRestoreDisksRequest(fields: RestoreDisksFields, options: RestoreDisksOptions): Omit<RestoreDisksRequest, "kind"> {
  const moment = momentsOf(options, fields.diskIds).find(({ at }) => at === fields.at);
  const chosen = chosenDisks(options, fields.diskIds);
  const snapshots = (moment?.snapshotIds ?? []).flatMap((snapshotId, index) => {
    const disk = chosen[index];
    if (!disk) return [];
    return { snapshotId, diskName: diskNameIn(fields, disk), sku: disk.sku, ...(disk.zone ? { zone: disk.zone } : {}) };
  });
  // What is not of these types is refused by the schema.
  return { snapshots: snapshots as RestoreDisksRequest["snapshots"], targetResourceGroup: fields.targetResourceGroup };
}

/** Which snapshot of this disk goes with the moment. */
export function snapshotNameAt(options: RestoreDisksOptions, fields: RestoreDisksFields, disk: DiskToRestore): string | undefined {
  const moment = momentsOf(options, fields.diskIds).find(({ at }) => at === fields.at);
  return disk.snapshots.find(({ id }) => moment?.snapshotIds.includes(id))?.name;
}

function momentsOf(options: RestoreDisksOptions, diskIds: readonly string[]): CommonMoment[] {
  return commonMoments(chosenDisks(options, diskIds));
}

function chosenDisks({ disks }: RestoreDisksOptions, diskIds: readonly string[]): DiskToRestore[] {
  return disks.filter(({ diskId }) => diskIds.includes(diskId));
}
