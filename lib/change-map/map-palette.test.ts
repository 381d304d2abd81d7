import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutGrid } from "./map-grid.ts";
import { colourCells, HATCH_BOTH, HATCH_CLEARED } from "./map-paint.ts";
import { legendLevels, mapPalette, type Rgb, rampTable, toPixel, writtenShare } from "./map-palette.ts";

const schemes = ["light", "dark"] as const;

describe("the map's colours", () => {
  it.each(schemes)("make one changed page stand out from what is unchanged by 3:1 (%s)", (scheme) => {
    const palette = mapPalette(scheme);
    expect(contrast(palette.ramp(0), palette.empty)).toBeGreaterThanOrEqual(3);
    expect(contrast(palette.ramp(0), palette.kept)).toBeGreaterThanOrEqual(3);
  });

  it.each(schemes)("move away from the background as more is written (%s)", (scheme) => {
    const palette = mapPalette(scheme);
    let last = 0;
    for (let i = 0; i <= 20; i += 1) {
      const now = contrast(palette.ramp(i / 20), palette.empty);
      expect(now).toBeGreaterThanOrEqual(last - 0.01);
      last = now;
    }
  });

  it("rise with every page, from the bottom of the ramp to its top, and tell a half-written cell from a full one", () => {
    expect(writtenShare(512, 2 ** 23)).toBeCloseTo(0);
    expect(writtenShare(2 ** 23, 2 ** 23)).toBe(1);
    expect(writtenShare(512, 512)).toBe(1);
    for (const cellBytes of [1024, 2 ** 20, 2 ** 29]) {
      expect(writtenShare(cellBytes, cellBytes) - writtenShare(cellBytes / 2, cellBytes)).toBeGreaterThan(0.2);
      expect(writtenShare(1024, cellBytes)).toBeGreaterThan(writtenShare(512, cellBytes));
    }
  });

  it("do not glare in the dark: the brightest is no brighter than a text on it", () => {
    expect(luminance(mapPalette("dark").ramp(1))).toBeLessThan(0.6);
  });

  it("are told by the legend as far as a cell has them", () => {
    expect(legendLevels(512).map(({ label }) => label)).toEqual(["all of the cell"]);
    expect(legendLevels(4096).map(({ label }) => label)).toEqual(["512 B", "50 %", "all of the cell"]);
    expect(legendLevels(2 ** 20).map(({ label }) => label)).toEqual(["512 B", "1 %", "10 %", "50 %", "all of the cell"]);
  });

  it("tell what was kept from what was never written, once that is known", () => {
    const grid = { columns: 3, rows: 1, cellBytes: 4096, fromBytes: 0, toBytes: 3 * 4096, lengthBytes: 3 * 4096 };
    const palette = mapPalette("light");
    const cells = { written: Float64Array.of(512, 0, 0), cleared: new Float64Array(3), data: Float64Array.of(1024, 512, 0) };
    expect([...colourCells(cells, grid, palette).pixels]).toEqual([
      rampTable(palette)[Math.round(writtenShare(512, 4096) * 255)],
      toPixel(palette.kept),
      toPixel(palette.empty),
    ]);
  });

  it("never show a written cell as empty, however small the change", () => {
    fc.assert(
      fc.property(fc.integer({ min: 9, max: 40 }), fc.nat(), (power, n) => {
        const cellBytes = 2 ** power;
        const written = 512 * (1 + (n % (cellBytes / 512)));
        const frame = { lengthBytes: cellBytes * 4, columns: 4, maxRows: 1 };
        const grid = { ...layoutGrid(frame), cellBytes, rows: 1, toBytes: cellBytes * 4 };
        const cells = { written: Float64Array.of(0, written, 0, 0), cleared: new Float64Array(4) };
        for (const scheme of schemes) {
          const palette = mapPalette(scheme);
          const { pixels } = colourCells(cells, grid, palette);
          expect(pixels[1]).not.toBe(toPixel(palette.empty));
          expect(rampTable(palette)).toContain(pixels[1]);
          expect(pixels[0]).toBe(toPixel(palette.empty));
        }
      }),
    );
  });

  it("hatch cleared cells and keep the written colour under it", () => {
    const grid = { columns: 4, rows: 1, cellBytes: 4096, fromBytes: 0, toBytes: 3 * 4096, lengthBytes: 3 * 4096 };
    const palette = mapPalette("dark");
    const result = colourCells({ written: Float64Array.of(0, 512, 0, 0), cleared: Float64Array.of(512, 512, 0, 0) }, grid, palette);
    expect([...result.hatch]).toEqual([HATCH_CLEARED, HATCH_BOTH, 0, 0]);
    expect(result.pixels[0]).toBe(toPixel(palette.clearedFill));
    expect(result.pixels[1]).toBe(rampTable(palette)[Math.round(writtenShare(512, 4096) * 255)]);
    expect(result.pixels[2]).toBe(toPixel(palette.empty));
    expect(result.pixels[3]).toBe(toPixel(palette.outside));
  });
});

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
