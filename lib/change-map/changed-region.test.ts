import fc from "fast-check";
import { expect, test } from "vitest";
import { fromRanges } from "#lib/domain/ranges/block-range.ts";
import { findRegion } from "./changed-region.ts";

const CELL = 4096;
const CELLS = 64;

const anyRanges = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 30 }), pages: fc.integer({ min: 1, max: 20 }) }), { maxLength: 30 })
  .map((steps) => {
    let page = 0;
    return steps.map(({ gap, pages }) => {
      const offset = (page + gap) * 512;
      page += gap + pages;
      return { offset, length: pages * 512 };
    });
  })
  .map((ranges) => ranges.filter((r) => r.offset + r.length <= CELL * CELLS));

/** Which cells changed, then the runs of them, the slow way. */
function naiveRegions(ranges: { offset: number; length: number }[]) {
  const isChanged = (cell: number) => ranges.some((r) => r.offset < (cell + 1) * CELL && r.offset + r.length > cell * CELL);
  const regions: { fromBytes: number; toBytes: number }[] = [];
  for (let cell = 0; cell < CELLS; cell += 1) {
    if (!isChanged(cell)) continue;
    const last = regions.at(-1);
    if (last?.toBytes === cell * CELL) last.toBytes += CELL;
    else regions.push({ fromBytes: cell * CELL, toBytes: (cell + 1) * CELL });
  }
  return regions;
}

test("the next changed region begins after the cell of the cursor, the one before begins before it", () => {
  fc.assert(
    fc.property(anyRanges, fc.nat({ max: CELL * CELLS - 1 }), (ranges, offset) => {
      const list = fromRanges(ranges);
      const regions = naiveRegions(ranges);
      const here = Math.floor(offset / CELL) * CELL;
      const search = { offset, cellBytes: CELL };
      expect(findRegion(list, { ...search, direction: 1 })).toEqual(regions.find((r) => r.fromBytes > here));
      expect(findRegion(list, { ...search, direction: -1 })).toEqual(regions.findLast((r) => r.fromBytes < here));
    }),
    { numRuns: 1000 },
  );
});

test("steps through all regions and stops at the last, cleared ranges too", () => {
  const list = fromRanges([
    { offset: 0, length: 512 },
    { offset: CELL, length: 512 },
    { offset: 10 * CELL, length: 512, cleared: true },
  ]);
  const next = findRegion(list, { offset: 0, cellBytes: CELL, direction: 1 });
  expect(next).toEqual({ fromBytes: 10 * CELL, toBytes: 11 * CELL });
  expect(findRegion(list, { offset: 10 * CELL, cellBytes: CELL, direction: 1 })).toBeUndefined();
  expect(findRegion(list, { offset: 10 * CELL, cellBytes: CELL, direction: -1 })).toEqual({ fromBytes: 0, toBytes: 2 * CELL });
});
