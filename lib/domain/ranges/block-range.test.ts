import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type BlockRange,
  clipRanges,
  differenceRanges,
  fromRanges,
  intersectRanges,
  normaliseRanges,
  PAGE_BYTES,
  RangeListBuilder,
  sumRanges,
  toRanges,
  totalsOf,
  unionRanges,
} from "./block-range.ts";

const PAGES = 48;
// A base far out shows that nothing is cut to 32 bits.
const baseOffset = fc.constantFrom(0, 2 ** 45);
const pageRange = fc.record({ start: fc.nat(PAGES - 1), pages: fc.integer({ min: 1, max: 12 }) });
const rangesAt = (base: number) =>
  fc
    .array(pageRange, { maxLength: 10 })
    .map((list) => list.map(({ start, pages }) => ({ offset: base + start * PAGE_BYTES, length: pages * PAGE_BYTES })));
const twoSets = baseOffset.chain((base) => fc.tuple(fc.constant(base), rangesAt(base), rangesAt(base)));

/** The naive model: one truth value a page. */
function bitmap(ranges: readonly BlockRange[], base: number): boolean[] {
  const pages = Array.from({ length: PAGES + 16 }, () => false);
  for (const range of ranges) pages.fill(true, (range.offset - base) / PAGE_BYTES, (range.offset + range.length - base) / PAGE_BYTES);
  return pages;
}

function isCanonical(ranges: readonly BlockRange[]): boolean {
  return ranges.every(
    (range, i) => range.length > 0 && (i === 0 || range.offset > (ranges[i - 1]?.offset ?? 0) + (ranges[i - 1]?.length ?? 0)),
  );
}

describe("sets of ranges", () => {
  it("agree with a bitmap under union, intersection and difference", () => {
    fc.assert(
      fc.property(twoSets, ([base, rawA, rawB]) => {
        const [a, b] = [normaliseRanges(rawA), normaliseRanges(rawB)];
        const [bitsA, bitsB] = [bitmap(a, base), bitmap(b, base)];
        expect(bitsA).toEqual(bitmap(rawA, base));
        expect(bitmap(unionRanges(a, b), base)).toEqual(bitsA.map((set, i) => set || bitsB[i] === true));
        expect(bitmap(intersectRanges(a, b), base)).toEqual(bitsA.map((set, i) => set && bitsB[i] === true));
        expect(bitmap(differenceRanges(a, b), base)).toEqual(bitsA.map((set, i) => set && bitsB[i] !== true));
        for (const set of [a, unionRanges(a, b), intersectRanges(a, b), differenceRanges(a, b)]) expect(isCanonical(set)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("conserve bytes: what is common and what is not add up to the whole", () => {
    fc.assert(
      fc.property(twoSets, ([, rawA, rawB]) => {
        const [a, b] = [normaliseRanges(rawA), normaliseRanges(rawB)];
        expect(sumRanges(intersectRanges(a, b)) + sumRanges(differenceRanges(a, b))).toBe(sumRanges(a));
        expect(unionRanges(differenceRanges(a, b), intersectRanges(a, b))).toEqual(a);
        expect(unionRanges(a, a)).toEqual(a);
      }),
    );
  });

  it("are clipped to a window exactly", () => {
    const set = normaliseRanges([
      { offset: 0, length: 2048 },
      { offset: 4096, length: 512 },
    ]);
    expect(clipRanges(set, { offset: 1024, length: 3584 })).toEqual([
      { offset: 1024, length: 1024 },
      { offset: 4096, length: 512 },
    ]);
    expect(clipRanges(set, { offset: 1024, length: 0 })).toEqual([]);
  });

  it("refuse bytes that are not whole pages", () => {
    for (const range of [
      { offset: 1, length: 512 },
      { offset: 0, length: 511 },
      { offset: 0, length: 0 },
      { offset: -512, length: 512 },
      { offset: 2 ** 53, length: 512 },
    ]) {
      expect(() => normaliseRanges([range])).toThrow(RangeError);
    }
  });
});

describe("a range list", () => {
  it("gives back its ranges sorted, with touching ranges of one kind joined and of two kinds kept apart", () => {
    const list = fromRanges([
      { offset: 1024, length: 512, cleared: true },
      { offset: 512, length: 512 },
      { offset: 0, length: 512 },
      { offset: 1536, length: 512, cleared: true },
    ]);
    expect(toRanges(list)).toEqual([
      { offset: 0, length: 1024, cleared: false },
      { offset: 1024, length: 1024, cleared: true },
    ]);
  });

  it("counts written and cleared bytes and ranges apart", () => {
    const list = fromRanges([
      { offset: 0, length: 1024 },
      { offset: 2 ** 46, length: 512 },
      { offset: 2048, length: 512, cleared: true },
    ]);
    expect(totalsOf(list)).toEqual({ writtenBytes: 1536, clearedBytes: 512, writtenRanges: 2, clearedRanges: 1 });
    expect(totalsOf(fromRanges([]))).toEqual({ writtenBytes: 0, clearedBytes: 0, writtenRanges: 0, clearedRanges: 0 });
  });

  it("refuses overlaps", () => {
    expect(() =>
      fromRanges([
        { offset: 0, length: 1024 },
        { offset: 512, length: 512, cleared: true },
      ]),
    ).toThrow(/overlaps/);
  });

  it("grows beyond the expected count without losing a range", () => {
    const builder = new RangeListBuilder(1);
    for (let i = 0; i < 1000; i += 1) builder.append(i * 2 * PAGE_BYTES, PAGE_BYTES, i % 3 === 0);
    const list = builder.finish();
    expect(list.offsets).toHaveLength(1000);
    expect(list.offsets[999]).toBe(999 * 2 * PAGE_BYTES);
    expect(totalsOf(list).clearedRanges).toBe(334);
  });
});
