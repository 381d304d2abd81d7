// How often a disk is usually snapshotted, learnt from its own past, and whether it is late.

import { HOUR_MS } from "#lib/domain/costs/billing-month.ts";
import { epochMs } from "#lib/domain/iso-time.ts";

/** What a day was for a disk: a snapshot taken, none and none due, one due and missing, or before the disk was there. */
export const DISK_DAY_STATES = ["taken", "none", "overdue", "before-disk"] as const;

/** How many of the newest gaps count: a schedule that was changed should be forgotten. */
const GAPS = 10;
const MIN_MOMENTS = 3;
/** Snapshots this close together were taken at one moment: before and after a change, by hand beside a schedule. */
const MOMENT_MS = 30 * 60_000;
/** However dense the schedule: within it a snapshot may still be on its way. */
const LEAST_WAIT_MS = 2 * HOUR_MS;

/** Median of the newest gaps between moments; undefined below three, where nothing is usual yet. times: oldest first, ISO. */
export function usualIntervalMs(times: readonly string[]): number | undefined {
  const moments = momentsOf(times.map(epochMs));
  if (moments.length < MIN_MOMENTS) return undefined;
  const newest = moments.slice(-GAPS - 1);
  return median(newest.slice(1).map((at, i) => at - (newest[i] ?? at)));
}

/** Each begins with the first snapshot that is not of the one before. */
function momentsOf(times: readonly number[]): number[] {
  const moments: number[] = [];
  for (const at of times) if (at - (moments.at(-1) ?? Number.NEGATIVE_INFINITY) >= MOMENT_MS) moments.push(at);
  return moments;
}

export interface Overdue {
  intervalMs: number;
  lastMs: number;
  /** Since when it is overdue: two usual intervals after the last one. */
  sinceMs: number;
}

/** Late by more than a whole interval: the last one is more than twice the usual interval ago, and two hours in any case. */
export function findOverdue(times: readonly string[], nowMs: number): Overdue | undefined {
  const intervalMs = usualIntervalMs(times);
  const last = times.at(-1);
  if (intervalMs === undefined || last === undefined) return undefined;
  const lastMs = epochMs(last);
  const sinceMs = lastMs + Math.max(2 * intervalMs, LEAST_WAIT_MS);
  return nowMs > sinceMs ? { intervalMs, lastMs, sinceMs } : undefined;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
