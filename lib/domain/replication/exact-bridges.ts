import type { Pace } from "./bridge-tally.ts";
import { toBridges } from "./cheapest-bridges.ts";
import type { StripeChanges } from "./stripe-changes.ts";

/** About a quarter of a second. */
const MOST_STEPS = 1e8;

/**
 * The least bridged pages for each number of requests, and of these the quickest. `seconds`: of a plan that is known; what is
 * slower is not looked at. undefined: too large for it.
 */
export function exactBridges(stripe: StripeChanges, pace: Pace, seconds: number, maxPages: number): Uint8Array | undefined {
  const { starts, ends, pages, gapPagesBefore } = stripe;
  const count = starts.length;
  const mostRequests = Math.floor((seconds / pace.perRequest) * (1 + 1e-12));
  const mostGapPages = (seconds / pace.perPage) * (1 + 1e-12) - pages;
  const width = mostRequests + 1;
  if ((count * count * width) / 2 > MOST_STEPS) return undefined;
  // Row j: with ranges 0 … j done by exactly so many requests; row 0 is "nothing done".
  const gapPages = new Float64Array((count + 1) * width).fill(Number.POSITIVE_INFINITY);
  const firstOf = new Int32Array((count + 1) * width);
  gapPages[0] = 0;
  for (let j = 0; j < count; j += 1) {
    const row = (j + 1) * width;
    for (let i = j; i >= 0; i -= 1) {
      const gaps = (gapPagesBefore[j] ?? 0) - (gapPagesBefore[i] ?? 0);
      const taken = Math.ceil(((ends[j] ?? 0) - (starts[i] ?? 0)) / maxPages);
      if (gaps > mostGapPages || taken > mostRequests) break;
      for (let requests = taken; requests <= mostRequests; requests += 1) {
        const sum = (gapPages[i * width + requests - taken] ?? 0) + gaps;
        if (sum < (gapPages[row + requests] ?? 0)) {
          gapPages[row + requests] = sum;
          firstOf[row + requests] = i;
        }
      }
    }
  }
  let best = { requests: 0, seconds: Number.POSITIVE_INFINITY };
  for (let requests = 1; requests <= mostRequests; requests += 1) {
    const took = Math.max(requests * pace.perRequest, (pages + (gapPages[count * width + requests] ?? 0)) * pace.perPage);
    if (took < best.seconds) best = { requests, seconds: took };
  }
  return toBridges(pathOf(stripe, firstOf, best.requests, maxPages));
}

function pathOf({ starts, ends }: StripeChanges, firstOf: Int32Array, requests: number, maxPages: number): Int32Array {
  const count = starts.length;
  const width = firstOf.length / (count + 1);
  const path = new Int32Array(count);
  let left = requests;
  for (let j = count - 1; j >= 0; ) {
    const first = firstOf[(j + 1) * width + left] ?? 0;
    path[j] = first;
    left -= Math.ceil(((ends[j] ?? 0) - (starts[first] ?? 0)) / maxPages);
    j = first - 1;
  }
  return path;
}
