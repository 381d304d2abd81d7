// Days and time zones in which a test that reckons with dates tends to fail, and which tests those are.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Moment {
  /** Where the clock stands when the tests begin; UTC. */
  at: string;
  zone: string;
}

/** Zones whose date differs from UTC's in the evening, in the morning, and by half an hour. */
const zones = ["UTC", "Pacific/Honolulu", "Pacific/Kiritimati", "Asia/Kolkata"];

/** Some begin seconds before midnight and see it pass. Until 08:00 nothing of the day is metered. */
const days = [
  "2026-11-26T23:59:56Z",
  "2026-11-27T03:00:00Z",
  "2026-11-28T06:00:00Z",
  "2026-11-30T12:00:00Z",
  "2026-12-01T00:00:10Z",
  "2026-12-02T12:00:00Z",
  "2026-12-31T12:00:00Z",
  "2026-12-31T23:59:56Z",
  "2027-01-28T12:00:00Z",
  "2027-01-29T20:00:00Z",
  "2027-01-31T00:00:10Z",
  "2027-02-28T23:59:56Z",
  "2028-02-28T12:00:00Z",
  "2028-02-29T12:00:00Z",
];

/** In Europe the clocks are changed at 01:00 UTC. */
const clockChanges = ["2027-03-28T00:59:56Z", "2027-10-31T00:59:56Z"];

/** Everything, for a run by hand. */
export const allMoments: readonly Moment[] = [
  ...days.flatMap((at) => zones.map((zone) => ({ at, zone }))),
  ...clockChanges.flatMap((at) => [...zones, "Europe/Berlin"].map((zone) => ({ at, zone }))),
];

/** A month's last days and its first, a year's end, a leap day and a clock change, each where it hurts most. */
export const worstMoments: readonly Moment[] = [
  { at: "2026-11-27T03:00:00Z", zone: "UTC" },
  { at: "2026-12-01T00:00:10Z", zone: "Pacific/Honolulu" },
  { at: "2026-12-31T23:59:56Z", zone: "Asia/Kolkata" },
  { at: "2027-01-31T00:00:10Z", zone: "Pacific/Honolulu" },
  { at: "2028-02-29T12:00:00Z", zone: "Pacific/Kiritimati" },
  { at: "2027-03-28T00:59:56Z", zone: "Europe/Berlin" },
];

/** Starts from today: the machine's clock, or a Local Azure that takes it from there. */
const startsToday = /\b(?:startTestAzure|startLocalEstate|startTestApp|Date\.now)\(|\bnew Date\(\)/;
const reckonsInDays = /\b(?:dayMs|DAY_MS|86_400_000|toISOString\(\)\.slice|[sg]etUTC\w+|Date\.UTC)\b|[mM]onth/;

/** Tests whose own text does both. Those that only reckon give themselves a date; those that only start are not asked for one. */
export function testsThatReckonWithToday(root: string): string[] {
  return globSync("{app,components,lib,scripts}/**/*.test.{ts,tsx}", { cwd: root })
    .filter((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return startsToday.test(text) && reckonsInDays.test(text);
    })
    .sort();
}
