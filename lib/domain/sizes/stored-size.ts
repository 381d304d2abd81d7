// The four sizes of a snapshot, and what a delete would free. Azure tells none but the first, so each of the others
// has its origin and must never be shown as another one:
//   provisioned  what a restored disk would have                      diskSizeBytes
//   allocated    pages with data in the whole image                   page ranges of the snapshot
//   delta        pages written since the previous snapshot            page-range diff
//   billed       what the bill says                                   usage quantity × days in the month
//
// Reclaim. S_k = pages snapshot k stores (written in the diff k−1 → k; all data for the oldest), T_k = pages it touches
// (written or cleared). Azure merges a deleted snapshot into the next kept one:
//
//   i        ████████            deleted
//   j            ████░░░░        deleted     overlay of i…b  ████░░████████
//   b ░░██              ████     kept        freed = |S_i| + … + |S_j| + |S_b| − written bytes of the overlay
//
// Runs of neighbours are computed jointly, because singles do not add up. Deleting the newest frees all of S_k, but
// only until the next snapshot stores those pages again.

import type { SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";

/** diff: written since the snapshot before it in its chain. allocated: all data (oldest of a chain, or a full snapshot). */
export const MEASUREMENT_BASES = ["diff", "allocated"] as const;

/** A measured snapshot: what the database keeps of it, without the ranges. */
export interface SnapshotDelta {
  snapshotUniqueId: string;
  /** Base of the diff; null: all allocated pages were read (oldest of a chain, or a full snapshot). */
  baseUniqueId: string | null;
  bytes: number;
  clearedBytes: number;
}

export interface StoredSnapshot {
  id: string;
  /** Diff to the previous one, or all allocated pages for the oldest; undefined when not measured. */
  ranges?: RangeList;
}

export interface ReclaimRun {
  /** Neighbours that go together, oldest first. */
  snapshotIds: string[];
  /** The kept snapshot that takes over what is not freed; none when the run ends the chain. */
  mergesIntoId?: string;
  freedBytes: number;
  /** How much mergesInto grows. */
  movedBytes: number;
  /** Without a next snapshot the saving lasts until the next one is taken. */
  postponed: boolean;
}

export type Reclaim = { known: true; freedBytes: number; runs: ReclaimRun[] } | { known: false; unmeasuredIds: string[] };

/** chain: oldest first, all of it. selectedIds: exactly as in chain. Full snapshots share nothing, so each frees all it has. */
export function reclaimableBytes(
  chain: readonly StoredSnapshot[],
  selectedIds: ReadonlySet<string>,
  kind: SnapshotKind = "incremental",
): Reclaim {
  for (const id of selectedIds) {
    if (!chain.some((snapshot) => snapshot.id === id)) throw new RangeError(`not in this chain: ${id}`);
  }
  const runs: SelectedRun[] =
    kind === "full"
      ? chain.filter(({ id }) => selectedIds.has(id)).map((snapshot) => ({ members: [snapshot] }))
      : selectedRuns(chain, selectedIds);
  const unmeasured = runs.flatMap(({ members, next }) => [...members, ...(next ? [next] : [])]).filter(({ ranges }) => !ranges);
  if (unmeasured.length > 0) return { known: false, unmeasuredIds: unmeasured.map(({ id }) => id) };
  const results = runs.map((run) => reclaimRun(run, kind));
  return { known: true, freedBytes: results.reduce((total, run) => total + run.freedBytes, 0), runs: results };
}

interface SelectedRun {
  members: StoredSnapshot[];
  next?: StoredSnapshot;
}

function selectedRuns(chain: readonly StoredSnapshot[], selectedIds: ReadonlySet<string>): SelectedRun[] {
  const runs: SelectedRun[] = [];
  let run: SelectedRun | undefined;
  for (const snapshot of chain) {
    if (selectedIds.has(snapshot.id)) {
      if (!run) {
        run = { members: [] };
        runs.push(run);
      }
      run.members.push(snapshot);
    } else if (run) {
      run.next = snapshot;
      run = undefined;
    }
  }
  return runs;
}

function reclaimRun({ members, next }: SelectedRun, kind: SnapshotKind): ReclaimRun {
  const snapshotIds = members.map(({ id }) => id);
  const deletedBytes = members.reduce((total, { ranges }) => total + writtenBytes(ranges), 0);
  if (!next) return { snapshotIds, freedBytes: deletedBytes, movedBytes: 0, postponed: kind === "incremental" };
  const merged = [...members, next].flatMap(({ ranges }) => (ranges ? [ranges] : [])).reduce(overlay);
  const movedBytes = writtenBytes(merged) - writtenBytes(next.ranges);
  return { snapshotIds, mergesIntoId: next.id, freedBytes: deletedBytes - movedBytes, movedBytes, postponed: false };
}

function writtenBytes(ranges: RangeList | undefined): number {
  return ranges ? totalsOf(ranges).writtenBytes : 0;
}
