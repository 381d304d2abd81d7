import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, type RangeList, RangeListBuilder } from "#lib/domain/ranges/block-range.ts";
import { tallyBridges } from "./bridge-tally.ts";
import { cheapestBridges } from "./cheapest-bridges.ts";
import { quickest } from "./quickest-bridges.ts";
import { type StripeChanges, stripesWritten } from "./stripe-changes.ts";
import { leastOf, leastPages } from "./testing/naive-plan.ts";
import { createRandom } from "./testing/random.ts";

const MOST_PAGES = 7;
const STRIPE_BYTES = 4 * 2 ** 40;
const azure = { requestsPerSecond: 500, bytesPerSecond: 60 * 2 ** 20 };

function stripeOf(changes: RangeList): StripeChanges {
  const [stripe] = [...stripesWritten(changes, STRIPE_BYTES)];
  if (stripe === undefined) throw new Error("nothing was written");
  return stripe;
}

function ofPages(written: readonly boolean[]): StripeChanges {
  return stripeOf(fromRanges(written.flatMap((is, page) => (is ? [{ offset: page * PAGE_BYTES, length: PAGE_BYTES }] : []))));
}

const somePages = fc.array(fc.boolean(), { minLength: 1, maxLength: 34 }).filter((pages) => pages.includes(true));
const somePrice = fc.double({ min: 0.02, max: 5, noNaN: true });

describe("Bridges", () => {
  it("are the cheapest for any price of a page, wherever requests are cut", () => {
    fc.assert(
      fc.property(somePages, somePrice, (written, gapCost) => {
        const stripe = ofPages(written);
        const tally = tallyBridges(stripe, cheapestBridges(stripe, gapCost, MOST_PAGES), MOST_PAGES);
        const optimum = leastOf(leastPages(written, MOST_PAGES), (requests, pages) => requests + gapCost * (pages - stripe.pages));
        expect(tally.requests + gapCost * tally.gapPages).toBeCloseTo(optimum, 9);
      }),
      { numRuns: 5000 },
    );
  });

  it("are the quickest at any ceilings, and the bound that is told is none too high", () => {
    fc.assert(
      fc.property(somePages, somePrice, (written, pagesPerRequest) => {
        const rates = { requestsPerSecond: 1, bytesPerSecond: pagesPerRequest * PAGE_BYTES };
        const { seconds, boundSeconds } = quickest(ofPages(written), rates, MOST_PAGES);
        const optimum = leastOf(leastPages(written, MOST_PAGES), (requests, pages) => Math.max(requests, pages / pagesPerRequest));
        expect(seconds).toBeCloseTo(optimum, 9);
        expect(boundSeconds).toBeLessThanOrEqual(optimum * (1 + 1e-9));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ["far apart", 20_000, 48, 10_000],
    ["dense", 50_000, 12, 12],
    ["of one size in one distance, where every bridge is as good as another", 30_000, 16, 0],
    ["few requests' worth of pages", 9000, 2, 3],
  ])("of many ranges %s take at most 1 %% more than the bound", (_name, count, mostPages, mostGap) => {
    const random = createRandom(count);
    const builder = new RangeListBuilder(count);
    let page = 0;
    for (let i = 0; i < count; i += 1) {
      page += 20 + Math.floor(random() * mostGap);
      const pages = mostGap === 0 ? mostPages : 1 + Math.floor(random() * mostPages);
      builder.append(page * PAGE_BYTES, pages * PAGE_BYTES, false);
      page += pages;
    }
    const { bridges, seconds, boundSeconds } = quickest(stripeOf(builder.finish()), azure, 8192);
    expect(boundSeconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(boundSeconds * 1.01);
    expect(bridges.includes(1)).toBe(true);
  });
});
