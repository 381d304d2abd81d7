// The bridges of least time, max(requests / requestsPerSecond, bytes / bytesPerSecond). Each bridge trades a request for bytes, so
// of all plans only those count that no other beats in both:
//
//   requests │ ●            ●: cheapest plans for some price of a page. Between two neighbours of them no plan lies left of the
//            │   ╲             edge, which so gives a bound: where it meets the line on which both rates are used up.
//            │    ●   ╱     The neighbours are spliced, the one up to some range, the other behind it, and of all splices
//            │     ╲ ╱         the quickest is taken: at worst about a request more than the bound. What is small enough
//            │      ╳╲         is solved exactly where a splice is not already at the bound.
//            │     ╱   ──●
//            └───────────── bytes
import { PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import { type BridgeTally, type Pace, tallyBridges } from "./bridge-tally.ts";
import { cheapestBridges } from "./cheapest-bridges.ts";
import { exactBridges } from "./exact-bridges.ts";
import { quickestSplice } from "./quickest-splice.ts";
import type { StripeChanges } from "./stripe-changes.ts";
import type { TransferRates } from "./transfer-rates.ts";

interface QuickBridges extends BridgeTally {
  bridges: Uint8Array;
}

type CeilingRates = Pick<TransferRates, "requestsPerSecond" | "bytesPerSecond">;

/** More edges of the lower hull are never walked; half as many have been seen. */
const MOST_EDGES = 64;
/** Of the bound: the splice does the rest. */
const CLOSE = 1 + 1e-4;
/** Above it a plan is looked for exactly, where that takes no long time. */
const GOOD_ENOUGH = 1e-9;

export function quickestBridges(stripe: StripeChanges, rates: CeilingRates, maxPages: number): Uint8Array {
  return quickest(stripe, rates, maxPages).bridges;
}

/** The same with the seconds it takes and the least that any plan takes. */
export function quickest(
  stripe: StripeChanges,
  rates: CeilingRates,
  maxPages: number,
): { bridges: Uint8Array; seconds: number; boundSeconds: number } {
  const pace: Pace = { perRequest: 1 / rates.requestsPerSecond, perPage: PAGE_BYTES / rates.bytesPerSecond };
  const tallied = (bridges: Uint8Array): QuickBridges => ({ bridges, ...tallyBridges(stripe, bridges, maxPages) });
  const secondsOf = (tally: BridgeTally) => Math.max(requestSeconds(tally, pace), pageSeconds(stripe, tally, pace));
  const isByRequests = (tally: BridgeTally) => requestSeconds(tally, pace) > pageSeconds(stripe, tally, pace);
  const proven = (found: QuickBridges) => ({ bridges: found.bridges, seconds: secondsOf(found), boundSeconds: secondsOf(found) });

  let many = tallied(new Uint8Array(stripe.starts.length));
  if (!isByRequests(many)) return proven(many);
  let few = tallied(cheapestBridges(stripe, 0, maxPages));
  if (isByRequests(few)) return proven(few);
  let boundSeconds = 0;
  for (let edge = 0; edge < MOST_EDGES && many.requests > few.requests; edge += 1) {
    const gapCost = (many.requests - few.requests) / (few.gapPages - many.gapPages);
    const between = tallied(cheapestBridges(stripe, gapCost, maxPages));
    const cost = between.requests + gapCost * between.gapPages;
    boundSeconds = Math.max(boundSeconds, leastSeconds(cost, gapCost, stripe.pages, pace));
    if (cost >= (many.requests + gapCost * many.gapPages) * (1 - 1e-12)) break;
    if (isByRequests(between)) many = between;
    else few = between;
    if (Math.min(secondsOf(many), secondsOf(few)) <= boundSeconds * CLOSE) break;
  }
  const quicker = secondsOf(many) < secondsOf(few) ? many : few;
  const spliced = tallied(quickestSplice(stripe, many.bridges, few.bridges, pace, maxPages));
  const found = secondsOf(spliced) < secondsOf(quicker) ? spliced : quicker;
  const seconds = secondsOf(found);
  if (seconds <= boundSeconds * (1 + GOOD_ENOUGH)) return { bridges: found.bridges, seconds, boundSeconds };
  const exact = exactBridges(stripe, pace, seconds, maxPages);
  return exact ? proven(tallied(exact)) : { bridges: found.bridges, seconds, boundSeconds };
}

function requestSeconds({ requests }: BridgeTally, pace: Pace): number {
  return requests * pace.perRequest;
}

function pageSeconds({ pages }: StripeChanges, { gapPages }: BridgeTally, pace: Pace): number {
  return (pages + gapPages) * pace.perPage;
}

/** Of any plan, when none has requests + gapCost × gapPages below `cost`; requests are whole. */
function leastSeconds(cost: number, gapCost: number, pages: number, { perRequest, perPage }: Pace): number {
  const balanced = (cost + gapCost * pages) / (1 / perRequest + gapCost / perPage);
  const whole = Math.floor(balanced / perRequest);
  const secondsWith = (requests: number) => Math.max(requests * perRequest, (pages + Math.max(0, (cost - requests) / gapCost)) * perPage);
  return Math.min(secondsWith(whole), secondsWith(whole + 1));
}
