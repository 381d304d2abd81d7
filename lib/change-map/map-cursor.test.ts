import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorMoveOf, moveCursor } from "./map-cursor.ts";
import { layoutGrid, rowBytesOf, zoomGrid } from "./map-grid.ts";

const MIB = 2 ** 20;
const frame = { lengthBytes: 1000 * MIB, columns: 16, maxRows: 8 };
const whole = layoutGrid(frame);
const { cellBytes } = whole;
const row = cellBytes * 16;

describe("the cell cursor", () => {
  it("moves by cells and rows", () => {
    expect(moveCursor(whole, row + cellBytes, "left")).toBe(row);
    expect(moveCursor(whole, row, "right")).toBe(row + cellBytes);
    expect(moveCursor(whole, row, "up")).toBe(0);
    expect(moveCursor(whole, row, "down")).toBe(2 * row);
    expect(moveCursor(whole, row + 3 * cellBytes, "row-start")).toBe(row);
    expect(moveCursor(whole, row + 3 * cellBytes, "row-end")).toBe(2 * row - cellBytes);
  });

  it("goes on in the next row at a row's end and stops at the disk's ends", () => {
    expect(moveCursor(whole, row - cellBytes, "right")).toBe(row);
    expect(moveCursor(whole, 0, "left")).toBe(0);
    expect(moveCursor(whole, 0, "up")).toBe(0);
    const last = moveCursor(whole, 0, "last");
    expect(moveCursor(whole, last, "right")).toBe(last);
    expect(last + cellBytes).toBeGreaterThanOrEqual(frame.lengthBytes);
  });

  it("always stands on a cell of the disk", () => {
    const moves = ["left", "right", "up", "down", "row-start", "row-end", "first", "last", "page-up", "page-down"] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...moves), { maxLength: 40 }), fc.integer({ min: 0, max: 6 }), (path, zoom) => {
        const grid = zoomGrid(frame, whole, -zoom, { x: 0.53, y: 0.4 });
        let at = 0;
        for (const move of path) {
          at = moveCursor(grid, at, move);
          expect(at % grid.cellBytes).toBe(0);
          expect(at >= 0 && at < frame.lengthBytes).toBe(true);
        }
      }),
    );
  });

  it("stays in its row and column where rows begin on no round number", () => {
    const grid = layoutGrid(frame, { fromBytes: 3 * 512, toBytes: 3 * 512 + 64 * 512 });
    const start = grid.fromBytes;
    expect(start % rowBytesOf(grid)).not.toBe(0);
    const second = start + rowBytesOf(grid) + grid.cellBytes;
    expect(moveCursor(grid, second, "row-start")).toBe(start + rowBytesOf(grid));
    expect(moveCursor(grid, second, "row-end")).toBe(start + 2 * rowBytesOf(grid) - grid.cellBytes);
    expect(moveCursor(grid, second, "up")).toBe(start + grid.cellBytes);
  });

  it("knows its keys", () => {
    expect(cursorMoveOf("Home", true)).toBe("first");
    expect(cursorMoveOf("Home", false)).toBe("row-start");
    expect(cursorMoveOf("x", false)).toBeUndefined();
  });
});
