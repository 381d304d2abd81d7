import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import { tallyBridges } from "./bridge-tally.ts";
import { cutWrites } from "./cut-writes.ts";
import { RangeColumnsBuilder } from "./range-columns.ts";
import { type StripeChanges, stripesWritten } from "./stripe-changes.ts";
import { toSpans } from "./testing/plan-checks.ts";

const MOST_PAGES = 7;

function cut(stripe: StripeChanges, bridges: Uint8Array): { page: number; end: number }[] {
  const out = new RangeColumnsBuilder(1);
  cutWrites(stripe, bridges, MOST_PAGES, out);
  return toSpans(out.finish()).map(({ offset, end }) => ({ page: offset / PAGE_BYTES, end: end / PAGE_BYTES }));
}

function stripeOf(pages: readonly [number, number][]): StripeChanges {
  const ranges = pages.map(([page, end]) => ({ offset: page * PAGE_BYTES, length: (end - page) * PAGE_BYTES }));
  const [stripe] = [...stripesWritten(fromRanges(ranges), 2 ** 42)];
  if (stripe === undefined) throw new Error("nothing was written");
  return stripe;
}

describe("cutWrites", () => {
  it("copies nothing of a gap in which a request would have to end", () => {
    const stripe = stripeOf([
      [0, 6],
      [8, 9],
    ]);
    expect(cut(stripe, Uint8Array.of(0, 1))).toEqual([
      { page: 0, end: 6 },
      { page: 8, end: 9 },
    ]);
  });

  it("makes of any bridges, good ones or not, what they were counted for", () => {
    const somePages = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20 }), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(somePages, (all) => {
        let at = 0;
        const ranges = all.map(([gap, pages]): [number, number] => {
          at += gap + pages;
          return [at - pages, at];
        });
        const stripe = stripeOf(ranges);
        const bridges = Uint8Array.from(all, ([, , bridged], i) => (bridged && i > 0 ? 1 : 0));
        const requests = cut(stripe, bridges);
        const tally = tallyBridges(stripe, bridges, MOST_PAGES);
        const pages = requests.map(({ page, end }) => end - page);
        expect(requests.length).toBe(tally.requests);
        expect(pages.reduce((sum, one) => sum + one, 0)).toBe(stripe.pages + tally.gapPages);
        expect(Math.max(...pages)).toBeLessThanOrEqual(MOST_PAGES);
      }),
      { numRuns: 2000 },
    );
  });
});
