import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cellAt,
  cellCount,
  cellOfOffset,
  cellSpan,
  columnsFor,
  isWholeDisk,
  layoutGrid,
  panGrid,
  pointOfCell,
  revealOffset,
  rowBytesOf,
  spanOfCells,
  zoomGrid,
} from "./map-grid.ts";

const GIB = 2 ** 30;
const corner = { x: 0, y: 0 };
const frame = { lengthBytes: 100 * GIB, columns: 256, maxRows: 120 };

const anyFrame = fc.record({
  lengthBytes: fc.integer({ min: 1, max: 2 ** 37 }).map((pages) => pages * 512),
  columns: fc.constantFrom(16, 64, 256, 512),
  maxRows: fc.integer({ min: 4, max: 300 }),
});
const anyShare = fc.double({ min: 0, max: 0.999_999, noNaN: true });
const anyView = anyFrame.chain((f) =>
  fc.record({
    frame: fc.constant(f),
    window: fc
      .tuple(fc.maxSafeNat(), fc.maxSafeNat())
      .map(([a, b]) => [a % f.lengthBytes, b % f.lengthBytes].sort((x, y) => x - y))
      .map(([a = 0, b = 0]) => ({ fromBytes: a, toBytes: b + 1 })),
    anchor: fc.nat(),
    point: fc.record({ x: anyShare, y: anyShare }),
  }),
);

describe("the change map's grid", () => {
  it("shows the whole disk when no window is asked for", () => {
    const grid = layoutGrid(frame);
    expect(isWholeDisk(grid)).toBe(true);
    expect(grid.rows * rowBytesOf(grid)).toBeGreaterThanOrEqual(frame.lengthBytes);
    expect(Math.log2(grid.cellBytes) % 1).toBe(0);
  });

  it("contains the window asked for and begins on a cell", () => {
    fc.assert(
      fc.property(anyView, ({ frame: f, window }) => {
        const grid = layoutGrid(f, window);
        expect(grid.fromBytes).toBeLessThanOrEqual(window.fromBytes);
        expect(grid.toBytes).toBeGreaterThanOrEqual(window.toBytes);
        expect(grid.fromBytes % grid.cellBytes).toBe(0);
        expect(grid.rows).toBeLessThanOrEqual(f.maxRows);
      }),
    );
  });

  it("comes back from its own window, so that a link shows the same view", () => {
    fc.assert(
      fc.property(anyView, ({ frame: f, window }) => {
        const grid = layoutGrid(f, window);
        expect(layoutGrid(f, grid)).toEqual(grid);
      }),
    );
  });

  it("covers every byte of its window by exactly one cell", () => {
    fc.assert(
      fc.property(anyView, ({ frame: f, window, anchor }) => {
        const grid = layoutGrid(f, window);
        const cell = anchor % cellCount(grid);
        const span = cellSpan(grid, cell);
        expect(span.length).toBeGreaterThan(0);
        expect(cellOfOffset(grid, span.offset)).toBe(cell);
        expect(cellOfOffset(grid, span.offset + span.length - 1)).toBe(cell);
        expect(cellSpan(grid, cellCount(grid)).length === 0 || grid.toBytes < f.lengthBytes).toBe(true);
      }),
    );
  });

  it("keeps the offset under the pointer there when zooming, in and out, unless an end of the disk is in the way", () => {
    fc.assert(
      fc.property(anyView, fc.constantFrom(-3, -2, -1, 1, 2), ({ frame: f, window, point }, steps) => {
        const grid = layoutGrid(f, window);
        const { offset, length } = cellSpan(grid, cellAt(grid, point));
        fc.pre(length > 0);
        const next = zoomGrid(f, grid, steps, point);
        expect(layoutGrid(f, next)).toEqual(next);
        const there = cellSpan(next, cellAt(next, point));
        const isSame = there.offset < offset + length && there.offset + next.cellBytes > offset;
        if (next.fromBytes > 0 && next.toBytes < f.lengthBytes) expect(isSame).toBe(true);
        // What was there is on the map in any case.
        expect(offset < next.toBytes && offset + length > next.fromBytes).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("finds a cell at its own middle", () => {
    fc.assert(
      fc.property(anyView, ({ frame: f, window, anchor }) => {
        const grid = layoutGrid(f, window);
        const cell = anchor % (grid.rows * grid.columns);
        expect(cellAt(grid, pointOfCell(grid, cell))).toBe(cell);
      }),
    );
  });

  it("zooms between one page a cell and the whole disk", () => {
    let grid = layoutGrid(frame);
    for (let i = 0; i < 60; i += 1) grid = zoomGrid(frame, grid, -1, { x: 0.3, y: 0.3 });
    expect(grid.cellBytes).toBe(512);
    for (let i = 0; i < 60; i += 1) grid = zoomGrid(frame, grid, 1, corner);
    expect(isWholeDisk(grid)).toBe(true);
  });

  it("pans by rows and stops at both ends", () => {
    const near = zoomGrid(frame, layoutGrid(frame), -3, { x: 0.5, y: 0.2 });
    expect(panGrid(frame, near, 1).fromBytes).toBe(near.fromBytes + rowBytesOf(near));
    expect(panGrid(frame, near, -1e9).fromBytes).toBe(0);
    expect(panGrid(frame, near, 1e9).toBytes).toBe(frame.lengthBytes);
  });

  it("moves just far enough to show an offset", () => {
    const near = panGrid(frame, zoomGrid(frame, layoutGrid(frame), -4, corner), 100);
    expect(revealOffset(frame, near, near.fromBytes)).toBe(near);
    const below = revealOffset(frame, near, near.toBytes);
    expect(below.fromBytes).toBe(near.fromBytes + rowBytesOf(near));
    const above = revealOffset(frame, near, near.fromBytes - 1);
    expect(above.fromBytes).toBe(near.fromBytes - rowBytesOf(near));
  });

  it("takes a dragged span in either direction", () => {
    const grid = layoutGrid(frame);
    expect(spanOfCells(grid, 10, 3)).toEqual(spanOfCells(grid, 3, 10));
    expect(spanOfCells(grid, 3, 3)).toEqual({ fromBytes: 3 * grid.cellBytes, toBytes: 4 * grid.cellBytes });
  });

  it("uses a power of two of columns that fits", () => {
    expect(columnsFor(1000, 3.5)).toBe(256);
    expect(columnsFor(360, 3.5)).toBe(64);
    expect(columnsFor(10, 3.5)).toBe(16);
  });
});
