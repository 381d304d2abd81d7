import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layoutGrid } from "./map-grid.ts";
import { colourCells, HATCH_BOTH, HATCH_CLEARED } from "./map-paint.ts";
import { mapPalette, type Rgb, rampTable, toPixel, writtenShare } from "./map-palette.ts";

const schemes = ["light", "dark"] as const;

describe("the map's colours", () => {
  it.each(schemes)("make one changed page stand out from the empty map by 3:1 (%s)", (scheme) => {
    const palette = mapPalette(scheme);
    expect(contrast(palette.ramp(0), palette.empty)).toBeGreaterThanOrEqual(3);
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

  it("rise evenly with each doubling and never fall below the ramp", () => {
    expect(writtenShare(512, 2 ** 23)).toBe(0);
    expect(writtenShare(2 ** 23, 2 ** 23)).toBe(1);
    expect(writtenShare(2 ** 16, 2 ** 23)).toBeCloseTo(0.5);
    expect(writtenShare(512, 512)).toBe(1);
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
    expect(result.pixels[1]).toBe(toPixel(palette.ramp(0)));
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
