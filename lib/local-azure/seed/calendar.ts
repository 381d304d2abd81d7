// When things happened, counted back from the day the estate is built.

import { dayMs, hourMs } from "../cost/meter/meter-quantity.ts";

export interface Calendar {
  nowMs: number;
  /** So many UTC days before today, at an hour of that day. */
  at(daysAgo: number, hour?: number): number;
}

export function createCalendar(nowMs: number): Calendar {
  const todayMs = Math.floor(nowMs / dayMs) * dayMs;
  return { nowMs, at: (daysAgo, hour = 0) => todayMs - daysAgo * dayMs + Math.round(hour * hourMs) };
}

/** How often a machine is backed up and how long that is kept. */
export interface BackupPlan {
  /** Days between two snapshots. */
  everyDays: number;
  /** Of the UTC day, as 1.5 for 01:30. */
  hour: number;
  firstDaysAgo: number;
  /** Default: today, if its hour has passed. */
  lastDaysAgo?: number;
  /** Snapshots older than this go, but for those of Sundays. */
  keepDays?: number;
}

export function snapshotTimes(plan: BackupPlan, calendar: Calendar): number[] {
  const times: number[] = [];
  for (let daysAgo = plan.firstDaysAgo; daysAgo >= (plan.lastDaysAgo ?? 0); daysAgo -= plan.everyDays) {
    const atMs = calendar.at(daysAgo, plan.hour);
    if (atMs <= calendar.nowMs - settledMs) times.push(atMs);
  }
  return times;
}

/** Nothing is younger than this when the estate is first seen. */
const settledMs = 30 * 60_000;

export function isExpired(plan: BackupPlan, createdMs: number, atMs: number): boolean {
  if (plan.keepDays === undefined) return false;
  return atMs - createdMs > plan.keepDays * dayMs && new Date(createdMs).getUTCDay() !== 0;
}
