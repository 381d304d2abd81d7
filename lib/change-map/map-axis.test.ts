import { describe, expect, it } from "vitest";
import { barTicks, formatOffset, formatOnAxis, rowTicks } from "./map-axis.ts";
import { layoutGrid, panGrid, rowBytesOf, zoomGrid } from "./map-grid.ts";

const GIB = 2 ** 30;
const frame = { lengthBytes: 128 * GIB, columns: 256, maxRows: 120 };

describe("offset labels", () => {
  it("are as short as their step allows", () => {
    expect(formatOffset(0, 512)).toBe("0");
    expect(formatOffset(64 * GIB, 16 * GIB)).toBe("64 GiB");
    expect(formatOffset(1.5 * GIB, GIB / 2)).toBe("1.5 GiB");
    expect(formatOffset(2 ** 45, 2 ** 40)).toBe("32 TiB");
  });

  it("go down a unit instead of growing decimals", () => {
    expect(formatOffset(100 * GIB + 2 ** 20, 2 ** 20)).toBe("102,401 MiB");
    expect(formatOffset(1536, 512)).toBe("1.5 KiB");
    expect(formatOffset(2 ** 40 + 2 ** 37, 2 ** 37)).toBe("1,152 GiB");
    expect(formatOffset(2 ** 40 + 2 ** 38, 2 ** 38)).toBe("1.25 TiB");
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

  it("say what their rows begin with, also where these are not round", () => {
    const grid = layoutGrid(frame, { fromBytes: 17 * 2 ** 20, toBytes: 18 * 2 ** 20 });
    for (const tick of rowTicks(grid, 4)) expect(tick.offset).toBe(grid.fromBytes + tick.row * rowBytesOf(grid));
  });

  it("stay below the asked number along the bar", () => {
    const ticks = barTicks(100 * GIB, 8);
    expect(ticks.map((t) => t.label)).toEqual(["0", "16 GiB", "32 GiB", "48 GiB", "64 GiB", "80 GiB", "96 GiB"]);
  });
});
