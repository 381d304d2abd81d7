// `node scripts/test-at-dates.mjs`: the tests that reckon with dates, on other days and in other time zones than here
// and now. A test that holds in the middle of a month may fail on its last day, one that holds in UTC in Honolulu.
//
//   (nothing)                      those tests, at every moment of the list: ten minutes
//   2028-02-29T12:00:00Z UTC       those tests, at that moment in that zone
//   --all …                        every test file instead

import { allMoments, type Moment } from "./dates.ts";
import { testAt, whyNoOtherDate } from "./other-date.ts";
import { sumOf } from "./run-vitest.ts";

const args = process.argv.slice(2);
const isAll = args.includes("--all");
const [at, zone = "UTC"] = args.filter((arg) => arg !== "--all");
const moments: readonly Moment[] = at === undefined ? allMoments : [{ at, zone }];
const obstacle = whyNoOtherDate();
if (obstacle !== undefined || moments.some((moment) => Number.isNaN(Date.parse(moment.at)))) {
  console.error(`test-at-dates: ${obstacle ?? `${at} is no time, as 2028-02-29T12:00:00Z`}`);
  process.exit(1);
}
const results = moments.map((moment) => ({ moment, tally: testAt(moment, { isAll }) }));
for (const { moment, tally } of results) console.log(`${moment.at} in ${moment.zone}: ${tally.passed} passed, ${tally.failed} failed`);
const total = sumOf(results.map(({ tally }) => tally));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
