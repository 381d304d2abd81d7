import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges } from "#lib/domain/ranges/block-range.ts";
import { encodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { layoutGrid, zoomGrid } from "./map-grid.ts";
import { RANGE_ORDERS } from "./map-messages.ts";
import { cellsOf, indexOf, loadRanges, rangesOf, stripOf } from "./map-store.ts";

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
        const grid = zoomGrid(frame, layoutGrid(frame), -zoom, { x: (n % 97) / 97, y: (n % 89) / 89 });
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

  it("are gone to by an offset: to the range there, else to the next one", () => {
    fc.assert(
      fc.property(anyRanges, fc.nat({ max: PAGES * 512 }), (ranges, offset) => {
        const { store } = open(ranges);
        const written = ranges.filter((r) => !r.cleared);
        const before = written.filter((r) => r.offset + r.length <= offset).length;
        expect(indexOf(store, { fromBytes: 0, toBytes: lengthBytes, kind: "written" }, offset)).toBe(before);
      }),
    );
  });

  it("tell what was kept, once the target's data is known", () => {
    const { store } = open([{ offset: 512, length: 512 }]);
    const grid = layoutGrid(frame);
    expect(cellsOf(store, grid)).not.toHaveProperty("data");
    store.data = fromRanges([{ offset: 0, length: 4096 }]);
    expect(sum(cellsOf(store, grid).data ?? new Float64Array())).toBe(4096);
    expect(sum(stripOf(store).data ?? new Float64Array())).toBe(4096);
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
          const choice = { ...window, kind };
          const inOrder = {
            offset: expected,
            longest: expected.toSorted((a, b) => b.length - a.length),
            shortest: expected.toSorted((a, b) => a.length - b.length),
          };
          for (const order of RANGE_ORDERS) {
            const first = rangesOf(store, choice, order, 0, 3);
            const second = rangesOf(store, choice, order, 3, 1000);
            expect(first.total).toBe(expected.length);
            expect([...first.items, ...second.items]).toEqual(inOrder[order]);
          }
        },
      ),
    );
  });
});
