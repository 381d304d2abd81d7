// How often a disk is usually snapshotted, learnt from its own past, and whether it is late.

import { epochMs } from "#lib/domain/iso-time.ts";

/** What a day was for a disk: a snapshot taken, none and none due, one due and missing, or before the disk was there. */
export const DISK_DAY_STATES = ["taken", "none", "overdue", "before-disk"] as const;

/** How many of the newest gaps count: a schedule that was changed should be forgotten. */
const GAPS = 10;
const MIN_SNAPSHOTS = 3;

/** Median of the newest gaps; undefined below three snapshots, where nothing is usual yet. times: oldest first, ISO. */
export function usualIntervalMs(times: readonly string[]): number | undefined {
  if (times.length < MIN_SNAPSHOTS) return undefined;
  const newest = times.slice(-GAPS - 1).map(epochMs);
  return median(newest.slice(1).map((at, i) => at - (newest[i] ?? at)));
}

export interface Overdue {
  intervalMs: number;
  lastMs: number;
  /** Since when it is overdue: two usual intervals after the last one. */
  sinceMs: number;
}

/** Late by more than a whole interval: the last one is more than twice the usual interval ago. */
export function findOverdue(times: readonly string[], nowMs: number): Overdue | undefined {
  const intervalMs = usualIntervalMs(times);
  const last = times.at(-1);
  if (intervalMs === undefined || intervalMs <= 0 || last === undefined) return undefined;
  const lastMs = epochMs(last);
  const sinceMs = lastMs + 2 * intervalMs;
  return nowMs > sinceMs ? { intervalMs, lastMs, sinceMs } : undefined;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
