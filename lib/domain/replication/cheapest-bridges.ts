// The bridges of least requests + gapCost × pages of bridged gaps, exactly, in n log(maxPages) steps.
//
// Ranges i … j with all gaps between them bridged take ceil((end j − start i) / W) requests, W the most pages of one. So
//   best(j) = min over i ≤ j of  best(i−1) + ceil((end j − start i) / W) + gapCost × (gaps before j − gaps before i).
// With start i = W·q + r and end j = W·Q + s the ceiling is Q − q, and one more where s > r. All that depends on i is then one
// number, best(i−1) − q − gapCost × gaps before i; wanted are its least among all i, and its least among those with r ≥ s,
// which a tree of minima over the W remainders gives.
import type { StripeChanges } from "./stripe-changes.ts";

/** `gapCost`: of one page, where a request costs 1. At 0: the fewest requests, and of those the fewest pages, nearly. */
export function cheapestBridges(stripe: StripeChanges, gapCost: number, maxPages: number): Uint8Array {
  const { starts, ends, gapPagesBefore } = stripe;
  const count = starts.length;
  // All gaps together weigh less than one request.
  const pageCost = Math.max(gapCost, 0.25 / (1 + (gapPagesBefore[count - 1] ?? 0)));
  const firstOf = new Int32Array(count);
  const tree = new SuffixMinima(maxPages);
  let before = 0;
  let least = Number.POSITIVE_INFINITY;
  let leastAt = 0;
  for (let j = 0; j < count; j += 1) {
    const [start, end, gaps] = [starts[j] ?? 0, ends[j] ?? 0, pageCost * (gapPagesBefore[j] ?? 0)];
    const windows = Math.floor(start / maxPages);
    const candidate = before - windows - gaps;
    tree.lower(start - windows * maxPages, candidate, j);
    if (candidate < least) {
      least = candidate;
      leastAt = j;
    }
    const endWindows = Math.floor(end / maxPages);
    const within = tree.leastFrom(end - endWindows * maxPages);
    const isWithin = tree.found <= least + 1;
    firstOf[j] = isWithin ? within : leastAt;
    before = (isWithin ? tree.found : least + 1) + endWindows + gaps;
  }
  return toBridges(firstOf);
}

/** `firstOf[j]`: the range that the run ending with range j begins with. */
export function toBridges(firstOf: Int32Array): Uint8Array {
  const bridges = new Uint8Array(firstOf.length).fill(1);
  for (let j = firstOf.length - 1; j >= 0; ) {
    const first = firstOf[j] ?? 0;
    bridges[first] = 0;
    j = first - 1;
  }
  return bridges;
}

/** A Fenwick tree: values only ever get lower. */
class SuffixMinima {
  /** The value that leastFrom found last; infinite: none. */
  found = Number.POSITIVE_INFINITY;
  private readonly values: Float64Array;
  private readonly places: Int32Array;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
    this.values = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    this.places = new Int32Array(size + 1);
  }

  lower(key: number, value: number, place: number): void {
    // The keys are at most maxPages, far below 2^31: bit operators are sound here.
    for (let at = this.size - key; at <= this.size; at += at & -at) {
      if (value < (this.values[at] ?? 0)) {
        this.values[at] = value;
        this.places[at] = place;
      }
    }
  }

  /** The place of the least value of all keys ≥ `key`. */
  leastFrom(key: number): number {
    this.found = Number.POSITIVE_INFINITY;
    let place = 0;
    for (let at = this.size - key; at > 0; at -= at & -at) {
      const value = this.values[at] ?? 0;
      if (value < this.found) {
        this.found = value;
        place = this.places[at] ?? 0;
      }
    }
    return place;
  }
}
