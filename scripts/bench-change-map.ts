// From the bytes of a diff to the colours of its map, as the page's worker does it.
import { benchChangeMap } from "../lib/change-map/testing/map-bench.ts";
import type { Figure } from "./bench-figure.ts";

export async function changeMapFigures(): Promise<Figure[]> {
  return [
    [1_000_000, 100, 5],
    [10_000_000, 400, 2],
  ].flatMap(([ranges = 0, targetMs = 0, rounds = 1]) => {
    const result = benchChangeMap(ranges, rounds);
    const totalMs = Math.round(result.totalMs);
    const bytes = Math.round(result.bytesPerRange * 100) / 100;
    return [
      {
        name: `heatmap ${ranges} ranges, decode + bin + colour`,
        value: totalMs,
        unit: "ms",
        target: `<= ${targetMs}`,
        ok: totalMs <= targetMs,
      },
      { name: `ranges on the wire, ${ranges} ranges`, value: bytes, unit: "bytes a range", target: "<= 5", ok: bytes <= 5 },
    ];
  });
}
