import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, type RangeList, toRanges } from "#lib/domain/ranges/block-range.ts";
import { binRanges, buildPyramid, type ChangeBins, rangesInWindow } from "./change-bins.ts";

const FAR = 2 ** 45;
const diff = fc
  .array(fc.record({ gap: fc.nat(9), pages: fc.integer({ min: 1, max: 9 }), cleared: fc.boolean() }), { maxLength: 12 })
  .map((steps) => {
    let page = 0;
    return fromRanges(
      steps.map(({ gap, pages, cleared }) => {
        const offset = FAR + (page + gap) * PAGE_BYTES;
        page += gap + pages;
        return { offset, length: pages * PAGE_BYTES, cleared };
      }),
    );
  });
const window = fc
  .record({ first: fc.nat(150), pages: fc.integer({ min: 1, max: 120 }), cells: fc.integer({ min: 1, max: 40 }) })
  .map(({ first, pages, cells }) => ({
    startBytes: FAR + first * PAGE_BYTES,
    endBytes: FAR + (first + pages) * PAGE_BYTES,
    cells,
  }));

/** Bytes of one kind inside [start, end), the slow way. */
function naiveBytes(list: RangeList, cleared: boolean, start: number, end: number): number {
  let total = 0;
  for (const range of toRanges(list)) {
    if (range.cleared === cleared) total += Math.max(0, Math.min(end, range.offset + range.length) - Math.max(start, range.offset));
  }
  return total;
}

/** The bytes a cell stands for. */
function cellSpan(bins: ChangeBins, cell: number): { offset: number; length: number } {
  const offset = bins.startBytes + cell * bins.cellBytes;
  return { offset, length: Math.min(bins.cellBytes, bins.endBytes - offset) };
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);

describe("binRanges", () => {
  it("counts exactly the bytes of each cell", () => {
    fc.assert(
      fc.property(diff, window, (list, view) => {
        const bins = binRanges(list, view);
        bins.written.forEach((bytes, cell) => {
          const { offset, length } = cellSpan(bins, cell);
          expect(bytes).toBe(naiveBytes(list, false, offset, offset + length));
          expect(bins.cleared[cell]).toBe(naiveBytes(list, true, offset, offset + length));
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("covers the window with no more cells than asked for, each of whole pages", () => {
    fc.assert(
      fc.property(diff, window, (list, view) => {
        const bins = binRanges(list, view);
        const count = bins.written.length;
        expect(count).toBeLessThanOrEqual(view.cells);
        expect(bins.cellBytes % PAGE_BYTES).toBe(0);
        const last = cellSpan(bins, count - 1);
        expect(last.offset + last.length).toBe(view.endBytes);
        expect(last.length).toBeGreaterThan(0);
      }),
    );
  });

  it("keeps a 512-byte change of a 64 TiB disk at every zoom", () => {
    const list = fromRanges([{ offset: 2 ** 46 - PAGE_BYTES, length: PAGE_BYTES }]);
    for (const cells of [1, 7, 1000, 65_536]) {
      const bins = binRanges(list, { startBytes: 0, endBytes: 2 ** 46, cells });
      expect(sum(bins.written)).toBe(PAGE_BYTES);
      expect(bins.written.at(-1)).toBe(PAGE_BYTES);
    }
  });

  it("refuses a window that is empty or cuts pages", () => {
    const list = fromRanges([]);
    expect(() => binRanges(list, { startBytes: 0, endBytes: 0, cells: 4 })).toThrow(RangeError);
    expect(() => binRanges(list, { startBytes: 100, endBytes: 1124, cells: 4 })).toThrow(RangeError);
    expect(() => binRanges(list, { startBytes: 0, endBytes: 1024, cells: 0 })).toThrow(RangeError);
  });
});

describe("buildPyramid", () => {
  it("adds up to the same totals at every level", () => {
    fc.assert(
      fc.property(diff, window, (list, view) => {
        const levels = buildPyramid(binRanges(list, view));
        for (const level of levels) {
          expect(sum(level.written)).toBe(naiveBytes(list, false, view.startBytes, view.endBytes));
          expect(sum(level.cleared)).toBe(naiveBytes(list, true, view.startBytes, view.endBytes));
          const last = cellSpan(level, level.written.length - 1);
          expect(last.offset + last.length).toBe(view.endBytes);
        }
        expect(levels.at(-1)?.written).toHaveLength(1);
      }),
    );
  });
});

describe("finding by place", () => {
  it("finds exactly the ranges that share a byte with the window", () => {
    fc.assert(
      fc.property(diff, window, (list, { startBytes, endBytes }) => {
        const { from, to } = rangesInWindow(list, startBytes, endBytes);
        const naive = toRanges(list).flatMap((range, i) =>
          range.offset < endBytes && range.offset + range.length > startBytes ? [i] : [],
        );
        expect(Array.from({ length: to - from }, (_, i) => from + i)).toEqual(naive);
      }),
    );
  });
});
