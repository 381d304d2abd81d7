import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, type RangeList, toRanges } from "./block-range.ts";
import { overlay } from "./overlay.ts";

type PageChange = "written" | "cleared" | undefined;

function listOf(pages: readonly PageChange[]): RangeList {
  return fromRanges(
    pages.flatMap((change, i) => (change ? [{ offset: i * PAGE_BYTES, length: PAGE_BYTES, cleared: change === "cleared" }] : [])),
  );
}

function pagesOf(list: RangeList, count: number): PageChange[] {
  const pages: PageChange[] = Array.from({ length: count });
  for (const range of toRanges(list))
    pages.fill(range.cleared ? "cleared" : "written", range.offset / PAGE_BYTES, (range.offset + range.length) / PAGE_BYTES);
  return pages;
}

const change = fc.constantFrom<PageChange>("written", "cleared", undefined);
const twoDiffs = fc.tuple(fc.array(change, { minLength: 20, maxLength: 20 }), fc.array(change, { minLength: 20, maxLength: 20 }));

describe("overlay", () => {
  it("lets the newer diff win page by page and keeps the older one elsewhere", () => {
    fc.assert(
      fc.property(twoDiffs, ([older, newer]) => {
        const result = overlay(listOf(older), listOf(newer));
        expect(pagesOf(result, 20)).toEqual(older.map((was, i) => newer[i] ?? was));
      }),
      { numRuns: 3000 },
    );
  });

  it("gives the canonical list: touching ranges of one kind are one", () => {
    fc.assert(
      fc.property(twoDiffs, ([older, newer]) => {
        const result = overlay(listOf(older), listOf(newer));
        expect(toRanges(result)).toEqual(toRanges(fromRanges(toRanges(result))));
      }),
    );
  });
});
