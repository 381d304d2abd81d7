import { describe, expect, it } from "vitest";
import { barTicks, formatOnAxis, formatSpan, rowTicks } from "./map-axis.ts";
import { layoutGrid, panGrid, rowBytesOf, zoomGrid } from "./map-grid.ts";

const GIB = 2 ** 30;
const frame = { lengthBytes: 128 * GIB, columns: 256, maxRows: 120 };

describe("offset labels", () => {
  it("are as short as their rows allow, and go down a unit instead of growing decimals", () => {
    const labels = (lengthBytes: number, columns: number, maxRows: number) =>
      rowTicks(layoutGrid({ lengthBytes, columns, maxRows }), 4).map(({ label }) => label);
    expect(labels(128 * GIB, 256, 8)).toEqual(["0", "64 GiB"]);
    expect(labels(2 ** 46, 256, 128)[1]).toBe("2 TiB");
    expect(labels(2 ** 41, 256, 128)[1]).toBe("64 GiB");
    expect(labels(2 ** 20, 256, 128)[1]).toBe("0.5 MiB");
    // Rows of 128 MiB, of which every eighth is round.
    const close = layoutGrid({ lengthBytes: 128 * GIB, columns: 128, maxRows: 100 }, { fromBytes: 2 ** 29, toBytes: 12 * GIB });
    expect(
      rowTicks(close, 7)
        .map(({ label }) => label)
        .slice(0, 3),
    ).toEqual(["1 GiB", "2 GiB", "3 GiB"]);
    expect(labels(6 * GIB, 256, 16)).toEqual(["0", "2 GiB", "4 GiB"]);
  });

  it("of both ends of a span are in one unit", () => {
    expect(formatSpan(0, 128 * GIB)).toBe("0 to 128 GiB");
    expect(formatSpan(900 * GIB, 2 ** 40 + 2 ** 37)).toBe("900 GiB to 1,152 GiB");
    expect(formatSpan(17 * 2 ** 20, 18.5 * 2 ** 20)).toBe("17 MiB to 18.5 MiB");
  });

  it("tell neighbours apart at every zoom", () => {
    let grid = layoutGrid(frame);
    for (let zoom = 0; zoom < 15; zoom += 1) {
      const labels = rowTicks(grid, 6).map((tick) => tick.label);
      expect(new Set(labels).size).toBe(labels.length);
      grid = zoomGrid(frame, grid, -1, { x: 0.53, y: 0.2 });
    }
  });

  it("stand on rows at least the asked distance apart", () => {
    const grid = zoomGrid(frame, layoutGrid(frame), -5, { x: 0.53, y: 0.2 });
    const ticks = rowTicks(grid, 6);
    expect(ticks.length).toBeGreaterThan(5);
    for (const [i, tick] of ticks.entries()) {
      expect(tick.row % 1).toBe(0);
      if (i > 0) expect(tick.row - (ticks[i - 1]?.row ?? 0)).toBeGreaterThanOrEqual(6);
    }
  });

  it("have one unit for the axis and for what is read off the map, with what a cell adds to it", () => {
    const whole = layoutGrid(frame);
    expect(rowTicks(whole, 16).map((tick) => tick.label)).toEqual(["0", "32 GiB", "64 GiB", "96 GiB"]);
    expect(formatOnAxis(whole, 32 * GIB + whole.cellBytes)).toBe("32.008 GiB");
    expect(formatOnAxis(whole, whole.cellBytes)).toBe("0.008 GiB");
    const close = panGrid(frame, zoomGrid(frame, whole, -12, { x: 0.53, y: 0.2 }), 3);
    const units = new Set(
      [...rowTicks(close, 6).map((tick) => tick.label), formatOnAxis(close, close.toBytes - 512)].map((l) => l.split(" ")[1]),
    );
    expect([...units]).toHaveLength(1);
  });

  it("are round at every zoom, wherever the window begins, and stand at the row that holds them", () => {
    let grid = layoutGrid(frame);
    for (let zoom = 0; zoom < 17; zoom += 1) {
      const ticks = rowTicks(grid, 4);
      expect(ticks.length).toBeGreaterThan(1);
      const step = (ticks[1]?.offset ?? 0) - (ticks[0]?.offset ?? 0);
      for (const { offset, row, label } of ticks) {
        expect(offset % step).toBe(0);
        const rowStart = grid.fromBytes + row * rowBytesOf(grid);
        expect(offset).toBeGreaterThanOrEqual(rowStart);
        expect(offset).toBeLessThan(rowStart + rowBytesOf(grid));
        expect(bytesOf(label)).toBe(offset);
      }
      grid = zoomGrid(frame, grid, -1, { x: 0.53, y: 0.21 });
    }
  });

  it("have the map's unit along the bar as well, at every zoom", () => {
    for (const lengthBytes of [100 * GIB, 2 ** 42, 30_000 * GIB]) {
      let grid = layoutGrid({ ...frame, lengthBytes });
      for (let zoom = 0; zoom < 12; zoom += 1) {
        const labels = [...barTicks(grid, 1000), ...rowTicks(grid, 4)].map(({ label }) => label);
        expect(new Set(labels.flatMap((label) => label.split(" ")[1] ?? [])).size).toBe(1);
        grid = zoomGrid({ ...frame, lengthBytes }, grid, -1, { x: 0.53, y: 0.21 });
      }
    }
  });

  it("along the bar are round, and as many as have room", () => {
    const grid = layoutGrid({ ...frame, lengthBytes: 100 * GIB });
    const labels = (widthPx: number) => barTicks(grid, widthPx).map(({ label }) => label);
    expect(labels(800)).toEqual([
      "0",
      "8 GiB",
      "16 GiB",
      "24 GiB",
      "32 GiB",
      "40 GiB",
      "48 GiB",
      "56 GiB",
      "64 GiB",
      "72 GiB",
      "80 GiB",
      "88 GiB",
    ]);
    expect(labels(320)).toEqual(["0", "32 GiB", "64 GiB"]);
    expect(labels(0)).toEqual(["0"]);
  });
});

function bytesOf(label: string): number {
  const [digits = "", unit = "B"] = label.split(" ");
  return Number(digits.replaceAll(",", "")) * 1024 ** ["B", "KiB", "MiB", "GiB", "TiB"].indexOf(unit);
}
