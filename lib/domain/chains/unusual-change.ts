// A delta that stands out in its chain: a restore over the disk, a defragmentation, or something encrypting it. Measured
// against the median of its chain's deltas in units of their median deviation, which a few large ones do not move.
// Deltas are compared per day: when retention thins a chain, a week's changes stand in one snapshot, which is not unusual.

import { DAY_MS } from "#lib/domain/costs/billing-month.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { SnapshotDelta } from "#lib/domain/sizes/stored-size.ts";
import { median } from "./snapshot-interval.ts";

/** Fewer say nothing about what is usual. */
const MIN_MEASURED = 6;
const MIN_SCORE = 6;
const MIN_TIMES_MEDIAN = 3;
/** Makes the median deviation comparable to a standard deviation. */
const NORMAL_SCALE = 1.4826;
/** Chains that hardly change must not cry wolf over a megabyte. */
const MIN_SCALE_BYTES = 1024 ** 2;

/** Two snapshots close together share one burst of writes: shorter gaps count as an hour. */
const MIN_GAP_MS = 60 * 60_000;

export interface UnusualChange {
  snapshot: Snapshot;
  bytes: number;
  /** What the chain usually changes in the time since the snapshot before. */
  usualBytes: number;
  score: number;
}

/** Oldest first. Only deltas to a previous snapshot count: the first one of a chain holds everything. */
export function findUnusualChanges(snapshots: readonly Snapshot[], deltas: ReadonlyMap<string, SnapshotDelta>): UnusualChange[] {
  const measured = snapshots.flatMap((snapshot, i) => {
    const delta = deltas.get(snapshot.uniqueId);
    const previous = snapshots[i - 1];
    if (!delta || delta.baseUniqueId === null || !previous) return [];
    if (snapshot.timeCreated === undefined || previous.timeCreated === undefined) return [];
    const days = Math.max(epochMs(snapshot.timeCreated) - epochMs(previous.timeCreated), MIN_GAP_MS) / DAY_MS;
    return [{ snapshot, bytes: delta.bytes, days, bytesPerDay: delta.bytes / days }];
  });
  if (measured.length < MIN_MEASURED) return [];
  const usual = usualChange(measured.map(({ bytesPerDay }) => bytesPerDay));
  return measured.flatMap(({ snapshot, bytes, days, bytesPerDay }) => {
    const score = (bytesPerDay - usual.medianBytes) / usual.scaleBytes;
    return score >= MIN_SCORE && bytesPerDay >= usual.medianBytes * MIN_TIMES_MEDIAN
      ? [{ snapshot, bytes, usualBytes: Math.round(usual.medianBytes * days), score }]
      : [];
  });
}

/** The median change per day and how far from it is one unit of score. */
export function usualChange(bytesPerDay: readonly number[]): { medianBytes: number; scaleBytes: number } {
  const medianBytes = median(bytesPerDay);
  const deviation = median(bytesPerDay.map((bytes) => Math.abs(bytes - medianBytes)));
  return { medianBytes, scaleBytes: Math.max(deviation * NORMAL_SCALE, medianBytes * 0.05, MIN_SCALE_BYTES) };
}
