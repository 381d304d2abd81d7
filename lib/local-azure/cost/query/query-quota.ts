// Cost Management's tenant quota: 12 query units in 10 seconds, 60 a minute, 600 an hour. Past it: 429, and
// the wait stands in a header of its own name, which Retry-After readers do not see.

import { AzureError } from "../../errors.ts";

export interface QueryQuota {
  /** Takes units and gives the headers of the answer; throws 429 where they are spent. */
  take(units: number): Record<string, string>;
}

interface Window {
  name: string;
  lengthMs: number;
  units: number;
}

const windows: Window[] = [
  { name: "QueriesPerHour", lengthMs: 3_600_000, units: 600 },
  { name: "QueriesPerMin", lengthMs: 60_000, units: 60 },
  { name: "QueriesPer10Sec", lengthMs: 10_000, units: 12 },
];

const longestWindowMs = 3_600_000;
const prefix = "x-ms-ratelimit";

export function createQueryQuota(clock: { nowMs(): number }): QueryQuota {
  let taken: { atMs: number; units: number }[] = [];
  const takenSince = (ms: number) => taken.filter((t) => t.atMs > ms).reduce((sum, t) => sum + t.units, 0);

  return {
    take(units) {
      const nowMs = clock.nowMs();
      taken = taken.filter((t) => t.atMs > nowMs - longestWindowMs);
      const full = windows.find((w) => takenSince(nowMs - w.lengthMs) + units > w.units);
      if (full !== undefined && units > 0) throw tooMany(taken, full, nowMs);
      if (units > 0) taken.push({ atMs: nowMs, units });
      const remaining = windows.map((w) => `${w.name}:${w.units - takenSince(nowMs - w.lengthMs)}`).join(",");
      return {
        [`${prefix}-microsoft.costmanagement-qpu-consumed`]: String(units),
        [`${prefix}-microsoft.costmanagement-qpu-remaining`]: remaining,
        [`${prefix}-remaining-microsoft.costmanagement-entity-requests`]: "DefaultQuota:7",
      };
    },
  };
}

/** The wait lasts until the oldest units of the full window leave it. */
function tooMany(taken: { atMs: number }[], full: Window, nowMs: number): AzureError {
  const oldestMs = taken.find((t) => t.atMs > nowMs - full.lengthMs)?.atMs ?? nowMs;
  const seconds = Math.max(1, Math.ceil((oldestMs + full.lengthMs - nowMs) / 1000));
  return new AzureError(429, "429", "Too many requests. Please retry.", {
    headers: { [`${prefix}-microsoft.costmanagement-qpu-retry-after`]: String(seconds) },
  });
}
