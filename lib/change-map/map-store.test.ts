import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges } from "#lib/domain/ranges/block-range.ts";
import { encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { layoutGrid, zoomGrid } from "./map-grid.ts";
import { cellsOf, loadRanges, rangesOf, stripOf } from "./map-store.ts";

const PAGES = 4096;
const lengthBytes = PAGES * 512 - 512 * 7;
const frame = { lengthBytes, columns: 16, maxRows: 9 };

const anyRanges = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 60 }), pages: fc.integer({ min: 1, max: 40 }), cleared: fc.boolean() }), {
    maxLength: 60,
  })
  .map((items) => {
    let at = 0;
    const ranges = items.map(({ gap, pages, cleared }) => {
      const offset = (at + gap) * 512;
      at += gap + pages;
      return { offset, length: pages * 512, cleared };
    });
    return ranges.filter((r) => r.offset + r.length <= lengthBytes);
  });

const open = (ranges: Parameters<typeof fromRanges>[0]) => loadRanges(encodeRanges(fromRanges(ranges), lengthBytes));
const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

describe("the map's ranges", () => {
  it("add up to the diff's bytes on the whole disk, written and cleared apart", () => {
    fc.assert(
      fc.property(anyRanges, (ranges) => {
        const { store } = open(ranges);
        const cells = cellsOf(store, layoutGrid(frame));
        const written = ranges.filter((r) => !r.cleared).reduce((a, r) => a + r.length, 0);
        const cleared = ranges.filter((r) => r.cleared).reduce((a, r) => a + r.length, 0);
        expect([sum(cells.written), sum(cells.cleared)]).toEqual([written, cleared]);
        expect([sum(stripOf(store).written), sum(stripOf(store).cleared)]).toEqual([written, cleared]);
      }),
    );
  });

  it("give each cell exactly its own bytes at every zoom", () => {
    fc.assert(
      fc.property(anyRanges, fc.integer({ min: 0, max: 5 }), fc.nat(), (ranges, zoom, n) => {
        const grid = zoomGrid(frame, layoutGrid(frame), -zoom, n % 100);
        const { store } = open(ranges);
        const cells = cellsOf(store, grid);
        expect(cells.written.length).toBe(grid.columns * grid.rows);
        const cell = n % cells.written.length;
        const start = grid.fromBytes + cell * grid.cellBytes;
        const expected = ranges
          .filter((r) => !r.cleared)
          .reduce((a, r) => a + Math.max(0, Math.min(r.offset + r.length, start + grid.cellBytes) - Math.max(r.offset, start)), 0);
        expect(cells.written[cell]).toBe(expected);
      }),
    );
  });

  it("page through exactly the ranges of a kind in a window", () => {
    fc.assert(
      fc.property(
        anyRanges,
        fc.constantFrom("all" as const, "written" as const, "cleared" as const),
        fc.nat({ max: PAGES }),
        (ranges, kind, page) => {
          const { store } = open(ranges);
          const window = { fromBytes: Math.floor(page / 2) * 512, toBytes: page * 512 + 512 };
          const expected = ranges.filter(
            (r) =>
              (kind === "all" || r.cleared === (kind === "cleared")) && r.offset < window.toBytes && r.offset + r.length > window.fromBytes,
          );
          const first = rangesOf(store, window, kind, 0, 3);
          const second = rangesOf(store, window, kind, 3, 1000);
          expect(first.total).toBe(expected.length);
          expect([...first.items, ...second.items]).toEqual(expected);
        },
      ),
    );
  });
});
