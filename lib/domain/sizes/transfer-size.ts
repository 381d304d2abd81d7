// How many bytes Azure moves for a copy: what changed since the newest snapshot of the chain that is already in the
// target region, or all data when there is none. Exact where the ranges of every diff between are known; else the
// sum of the deltas, which counts a page twice when two of them wrote it.

import { DIFF_BARRIER_BYTES } from "#lib/domain/chains/diff-rule.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";
import type { SnapshotDelta } from "./stored-size.ts";

export interface MeasuredDelta extends SnapshotDelta {
  /** The ranges behind the totals, where they are at hand. */
  ranges?: RangeList;
}

/** By uniqueId of the snapshot. */
export type DeltasByUniqueId = ReadonlyMap<string, MeasuredDelta>;

export interface TransferSize {
  /** null: not measured. */
  bytes: number | null;
  exact: boolean;
  /** One sentence. */
  basis: string;
}

/** snapshots: the chain, oldest first. baseIndex: the newest one the target has before targetIndex; undefined: none. */
export function transferSize(
  snapshots: readonly Snapshot[],
  targetIndex: number,
  baseIndex: number | undefined,
  deltas: DeltasByUniqueId,
): TransferSize {
  if (baseIndex !== undefined && baseIndex >= targetIndex)
    return { bytes: null, exact: false, basis: "Nothing to send: the target has it, or a newer one, already." };
  const base = baseIndex === undefined ? undefined : snapshots[baseIndex];
  const first = firstIndex(snapshots, targetIndex, baseIndex);
  const steps = stepsTo(snapshots, targetIndex, first, deltas);
  if (base && first > 0)
    return steps.complete
      ? summed(steps.deltas, `changes since ${base.name}, the newest one already there`)
      : unmeasured("the changes since the newest copy");
  return steps.complete
    ? summed(
        steps.deltas,
        base
          ? "all data of the snapshot, because the disk was resized across 4 TiB since"
          : "all data of the snapshot, because nothing of its chain is there yet",
      )
    : unmeasured("all data of the snapshot");
}

/** Unique ids of the deltas whose ranges are needed to tell exactly what transferSize, or without a base allocatedSize, tells. */
export function deltasToMerge(
  snapshots: readonly Snapshot[],
  targetIndex: number,
  baseIndex: number | undefined,
  deltas: DeltasByUniqueId,
): string[] {
  if (baseIndex !== undefined && baseIndex >= targetIndex) return [];
  const steps = stepsTo(snapshots, targetIndex, firstIndex(snapshots, targetIndex, baseIndex), deltas);
  // One alone is what its total says.
  return steps.complete && steps.deltas.length > 1 ? steps.deltas.map((delta) => delta.snapshotUniqueId) : [];
}

/** All data of one snapshot's image. */
export function allocatedSize(snapshots: readonly Snapshot[], index: number, deltas: DeltasByUniqueId): TransferSize {
  const steps = stepsTo(snapshots, index, 0, deltas);
  return steps.complete ? summed(steps.deltas, "all data of the snapshot") : unmeasured("all data of the snapshot");
}

/** Of the oldest delta that is sent: the one after what is there, or the very first where Azure cannot build on that. */
function firstIndex(snapshots: readonly Snapshot[], targetIndex: number, baseIndex: number | undefined): number {
  return baseIndex === undefined || barrierBetween(snapshots, baseIndex, targetIndex) ? 0 : baseIndex + 1;
}

/**
 * The deltas that make the target, newest first. Going back ends at firstIndex, or earlier at one whose whole data was
 * read; complete when no step is missing or was measured against another base.
 */
function stepsTo(
  snapshots: readonly Snapshot[],
  targetIndex: number,
  firstIndex: number,
  deltas: DeltasByUniqueId,
): { complete: boolean; deltas: MeasuredDelta[] } {
  const found: MeasuredDelta[] = [];
  for (let i = targetIndex; i >= firstIndex; i -= 1) {
    const delta = deltas.get(snapshots[i]?.uniqueId ?? "");
    if (!delta) return { complete: false, deltas: [] };
    found.push(delta);
    if (delta.baseUniqueId === null) return { complete: true, deltas: found };
    if (delta.baseUniqueId !== snapshots[i - 1]?.uniqueId) return { complete: false, deltas: [] };
  }
  return { complete: firstIndex > 0, deltas: found };
}

function summed(deltas: readonly MeasuredDelta[], what: string): TransferSize {
  const [only] = deltas;
  if (only && deltas.length === 1) return { bytes: only.bytes, exact: true, basis: `Measured: ${what}.` };
  const ranges = deltas.flatMap((delta) => (delta.ranges ? [delta.ranges] : []));
  if (ranges.length === deltas.length) {
    const merged = ranges.reduceRight((older, newer) => overlay(older, newer));
    return {
      bytes: totalsOf(merged).writtenBytes,
      exact: true,
      basis: `Measured: ${what}, put together from the changes of ${deltas.length} snapshots.`,
    };
  }
  return {
    bytes: deltas.reduce((total, delta) => total + delta.bytes, 0),
    exact: false,
    basis: `At most: ${what}, the sum of what ${deltas.length} snapshots store.`,
  };
}

function barrierBetween(snapshots: readonly Snapshot[], from: number, to: number): boolean {
  const sides = snapshots.slice(from, to + 1).map((snapshot) => (snapshot.diskSizeBytes ?? 0) > DIFF_BARRIER_BYTES);
  return new Set(sides).size > 1;
}

function unmeasured(what: string): TransferSize {
  return { bytes: null, exact: false, basis: `Not measured yet: ${what}.` };
}
