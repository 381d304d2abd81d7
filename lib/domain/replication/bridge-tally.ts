import type { StripeChanges } from "./stripe-changes.ts";

export interface BridgeTally {
  requests: number;
  /** That did not change and are copied along. */
  gapPages: number;
}

/** Seconds of a request, and of a page. */
export interface Pace {
  perRequest: number;
  perPage: number;
}

/**
 * What these bridges come to. A bridge that would be cut inside costs nothing: its requests end before and begin after the gap.
 * onRange: told what they come to up to and with each range.
 */
export function tallyBridges(
  { starts, ends }: StripeChanges,
  bridges: Uint8Array,
  maxPages: number,
  onRange?: (index: number, requests: number, gapPages: number) => void,
): BridgeTally {
  let requests = 0;
  let gapPages = 0;
  let start = starts[0] ?? 0;
  let end = start;
  for (let i = 0; i < starts.length; i += 1) {
    const [rangeStart, rangeEnd] = [starts[i] ?? 0, ends[i] ?? 0];
    if (i === 0 || bridges[i] !== 1 || rangeStart - start >= maxPages) {
      start = rangeStart;
      requests += 1;
    } else gapPages += rangeStart - end;
    if (rangeEnd - start > maxPages) {
      const more = Math.ceil((rangeEnd - start) / maxPages) - 1;
      requests += more;
      start += more * maxPages;
    }
    end = rangeEnd;
    onRange?.(i, requests, gapPages);
  }
  return { requests, gapPages };
}
