import { type Pace, tallyBridges } from "./bridge-tally.ts";
import type { StripeChanges } from "./stripe-changes.ts";

/** One plan up to some range, the other from there on, whichever is quickest; the gap between them is not bridged. */
export function quickestSplice(stripe: StripeChanges, a: Uint8Array, b: Uint8Array, pace: Pace, maxPages: number): Uint8Array {
  const [aSums, bSums] = [runningTally(stripe, a, maxPages), runningTally(stripe, b, maxPages)];
  const ab = bestCut(stripe, aSums, bSums, pace);
  const ba = bestCut(stripe, bSums, aSums, pace);
  const [head, tail, cut] = ab.seconds <= ba.seconds ? [a, b, ab.at] : [b, a, ba.at];
  const spliced = head.slice();
  spliced.set(tail.subarray(cut), cut);
  if (cut < spliced.length) spliced[cut] = 0;
  return spliced;
}

interface RunningTally {
  /** Up to and with range i. */
  requests: Float64Array;
  gapPages: Float64Array;
}

/** As tallyBridges, range by range. */
function runningTally(changes: StripeChanges, bridges: Uint8Array, maxPages: number): RunningTally {
  const count = changes.starts.length;
  const sums: RunningTally = { requests: new Float64Array(count), gapPages: new Float64Array(count) };
  tallyBridges(changes, bridges, maxPages, (index, requests, gapPages) => {
    sums.requests[index] = requests;
    sums.gapPages[index] = gapPages;
  });
  return sums;
}

/** The tail is taken to begin with a request of its own at the cut, which is what it is cut into at most. */
function bestCut({ pages }: StripeChanges, head: RunningTally, tail: RunningTally, pace: Pace): { at: number; seconds: number } {
  const count = head.requests.length;
  const [allRequests, allGapPages] = [tail.requests[count - 1] ?? 0, tail.gapPages[count - 1] ?? 0];
  let best = { at: count, seconds: Number.POSITIVE_INFINITY };
  for (let at = 1; at < count; at += 1) {
    const requests = (head.requests[at - 1] ?? 0) + allRequests - (tail.requests[at - 1] ?? 0) + 1;
    const gapPages = (head.gapPages[at - 1] ?? 0) + allGapPages - (tail.gapPages[at - 1] ?? 0);
    const seconds = Math.max(requests * pace.perRequest, (pages + gapPages) * pace.perPage);
    if (seconds < best.seconds) best = { at, seconds };
  }
  return best;
}
