// From where a moment of a disk can be restored: this snapshot, complete copies of it in other regions, and its recovery
// points in replicas. Each with what is known of time, fee and risk; what cannot be stays with its reason.
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { Possibility, SnapshotRow } from "#lib/contract/inventory.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";

export interface RestoreWay {
  from: "snapshot" | "point";
  /** What its form is opened for: ARM id of a snapshot, or the id of a recovery point. */
  subjectId: string;
  title: string;
  /** Its name where it is. */
  name: string;
  /** As Azure names it; undefined: not known. */
  region: string | undefined;
  time: string;
  fee: string;
  risk: string;
  /** Why it cannot be. */
  reason?: string;
}

/** A recovery point of the same moment. */
export interface PointOfMoment extends Possibility {
  pointId: string;
  replica: string;
  account: string;
  region: string | undefined;
}

/** related: chains that may hold the snapshot, the one it was copied from, or copies. */
export function restoreWays(snapshot: SnapshotRow, related: readonly ChainDetail[], points: readonly PointOfMoment[]): RestoreWay[] {
  const others = othersOf(snapshot, related).toSorted(
    (a, b) => a.region.localeCompare(b.region, "en") || a.name.localeCompare(b.name, "en"),
  );
  return [
    ofSnapshot(snapshot, `This snapshot, in ${regionLabel(snapshot.region)}`),
    ...others.map((other) => ofSnapshot(other, titleOf(snapshot, other))),
    ...pointWays(points),
  ];
}

export function pointWays(points: readonly PointOfMoment[]): RestoreWay[] {
  return points.map(ofPoint);
}

/** Snapshots of the same moment. */
function othersOf(snapshot: SnapshotRow, related: readonly ChainDetail[]): SnapshotRow[] {
  const originId = snapshot.sourceSnapshotId ?? snapshot.id;
  const found = related.flatMap(({ snapshots, copies }) => [
    ...snapshots.filter(({ id }) => sameResource(id, originId)),
    ...copies.filter(({ sourceSnapshotId }) => sameResource(sourceSnapshotId, originId)).map((copy) => copy.snapshot),
  ]);
  const byId = new Map(found.map((row) => [row.id.toLowerCase(), row]));
  byId.delete(snapshot.id.toLowerCase());
  return [...byId.values()];
}

function titleOf(snapshot: SnapshotRow, other: SnapshotRow): string {
  const isOrigin = snapshot.sourceSnapshotId !== undefined && sameResource(snapshot.sourceSnapshotId, other.id);
  const place = sameRegion(snapshot.region, other.region) ? "in the same region" : `in ${regionLabel(other.region)}`;
  return isOrigin ? `The snapshot it was copied from, ${place}` : `Its copy ${place}`;
}

function ofSnapshot(row: SnapshotRow, title: string): RestoreWay {
  const isInstant = row.accessState === "InstantAccess";
  return {
    from: "snapshot",
    subjectId: row.id,
    title,
    name: row.name,
    region: row.region,
    time: isInstant ? "Attachable at once, while its background copy runs." : "Attachable at once; Azure fills it in the background.",
    fee: isInstant
      ? "Beside the disk a fee for each restore, by its size; the price is not known here."
      : "Nothing beside the disk: no data leaves the region.",
    risk: isInstant
      ? "Depends on its source disk until its background copy has finished."
      : "First reads are slower until the disk is filled.",
    ...(row.canRestore.possible ? {} : { reason: row.canRestore.reason ?? "Azure does not allow it for this snapshot." }),
  };
}

function ofPoint({ pointId, replica, account, region, possible, reason }: PointOfMoment): RestoreWay {
  return {
    from: "point",
    subjectId: pointId,
    title: `A replica${region ? ` in ${regionLabel(region)}` : ""}`,
    name: `${replica} in ${account}`,
    region,
    time: "First a copy inside the storage account, then the import: how long is not known.",
    fee: "Beside the disk a blob as large as its data until the disk is there; no data leaves the region.",
    risk: "Not compared with the snapshot. What starts from it has to be told.",
    ...(possible ? {} : { reason: reason ?? "No disk can be made from it." }),
  };
}
