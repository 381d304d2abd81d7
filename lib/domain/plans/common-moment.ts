// Moments at which all disks of a machine can be restored together: Azure takes each disk at a moment of its own, so a common
// one is the snapshots that lie nearest to each other, and how far they are apart.
//
//   system   ──●────────────●────────────●──     a moment for each of these
//   data-1   ───●────────────●───────────●──     the nearest one of each other disk
//   data-2   ──●──────────────────────────●─     spread: the last minus the first of them
import { epochMs } from "#lib/domain/iso-time.ts";

export interface DiskSnapshots {
  diskId: string;
  /** That can be restored, of known time, in any order. */
  snapshots: readonly { id: string; timeCreated: string }[];
}

export interface CommonMoment {
  /** ISO 8601: of the snapshot of the first disk. */
  at: string;
  spreadMs: number;
  /** In the order of the disks. */
  snapshotIds: string[];
}

/** Newest first, one for each snapshot of the first disk; none where a disk has no snapshot. */
export function commonMoments([first, ...others]: readonly DiskSnapshots[]): CommonMoment[] {
  if (!first || others.some(({ snapshots }) => snapshots.length === 0)) return [];
  const anchors = new Map(first.snapshots.map((one) => [one.timeCreated, one]));
  return [...anchors.values()]
    .toSorted((a, b) => epochMs(b.timeCreated) - epochMs(a.timeCreated))
    .map((anchor) => {
      const atMs = epochMs(anchor.timeCreated);
      const chosen = [anchor, ...others.map(({ snapshots }) => nearest(snapshots, atMs))];
      const times = chosen.map(({ timeCreated }) => epochMs(timeCreated));
      return { at: anchor.timeCreated, spreadMs: Math.max(...times) - Math.min(...times), snapshotIds: chosen.map(({ id }) => id) };
    });
}

/** Of two as near, the earlier one. There is one at least. */
function nearest(snapshots: DiskSnapshots["snapshots"], atMs: number): DiskSnapshots["snapshots"][number] {
  return snapshots.reduce((best, one) => {
    const [farBest, far] = [best, one].map(({ timeCreated }) => Math.abs(epochMs(timeCreated) - atMs));
    if (far !== farBest) return (far ?? 0) < (farBest ?? 0) ? one : best;
    return epochMs(one.timeCreated) < epochMs(best.timeCreated) ? one : best;
  });
}
