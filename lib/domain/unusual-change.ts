// A delta that stands out in its chain: a restore over the disk, a defragmentation, or something encrypting it. Measured
// against the median of its chain's deltas in units of their median deviation, which a few large ones do not move.

import type { Snapshot } from "./inventory.ts";
import { median } from "./snapshot-interval.ts";
import type { SnapshotDelta } from "./stored-size.ts";

/** Fewer say nothing about what is usual. */
const MIN_MEASURED = 6;
const MIN_SCORE = 6;
const MIN_TIMES_MEDIAN = 3;
/** Makes the median deviation comparable to a standard deviation. */
const NORMAL_SCALE = 1.4826;
/** Chains that hardly change must not cry wolf over a megabyte. */
const MIN_SCALE_BYTES = 1024 ** 2;

export interface UnusualChange {
  snapshot: Snapshot;
  bytes: number;
  medianBytes: number;
  score: number;
}

/** Oldest first. Only deltas to a previous snapshot count: the first one of a chain holds everything. */
export function findUnusualChanges(snapshots: readonly Snapshot[], deltas: ReadonlyMap<string, SnapshotDelta>): UnusualChange[] {
  const measured = snapshots.flatMap((snapshot) => {
    const delta = deltas.get(snapshot.uniqueId);
    return delta && delta.baseUniqueId !== null ? [{ snapshot, bytes: delta.bytes }] : [];
  });
  if (measured.length < MIN_MEASURED) return [];
  const usual = usualChange(measured.map(({ bytes }) => bytes));
  return measured.flatMap(({ snapshot, bytes }) => {
    const score = (bytes - usual.medianBytes) / usual.scaleBytes;
    return score >= MIN_SCORE && bytes >= usual.medianBytes * MIN_TIMES_MEDIAN
      ? [{ snapshot, bytes, medianBytes: usual.medianBytes, score }]
      : [];
  });
}

/** The median delta and how far from it is one unit of score. */
export function usualChange(deltas: readonly number[]): { medianBytes: number; scaleBytes: number } {
  const medianBytes = median(deltas);
  const deviation = median(deltas.map((bytes) => Math.abs(bytes - medianBytes)));
  return { medianBytes, scaleBytes: Math.max(deviation * NORMAL_SCALE, medianBytes * 0.05, MIN_SCALE_BYTES) };
}
