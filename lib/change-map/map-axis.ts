// Offset labels of the change map and of the bar over the whole disk: round binary numbers only, never crowded.

import type { MapGrid } from "./map-grid.ts";

export interface RowTick {
  row: number;
  offset: number;
  label: string;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Labels for rows at least minRows apart, on offsets that are multiples of one power of two. */
export function rowTicks(grid: MapGrid, minRows: number): RowTick[] {
  const rowBytes = grid.columns * grid.cellBytes;
  let step = rowBytes;
  while (step < rowBytes * minRows) step *= 2;
  const ticks: RowTick[] = [];
  for (let offset = Math.ceil(grid.fromBytes / step) * step; offset < grid.toBytes; offset += step) {
    ticks.push({ row: (offset - grid.fromBytes) / rowBytes, offset, label: formatOffset(offset, step) });
  }
  return ticks;
}

/** Ticks along a bar over [0, length): at most maxTicks, on multiples of one power of two. */
export function barTicks(lengthBytes: number, maxTicks: number): { offset: number; label: string }[] {
  let step = 512;
  while (lengthBytes / step > maxTicks) step *= 2;
  const ticks: { offset: number; label: string }[] = [];
  for (let offset = 0; offset <= lengthBytes; offset += step) ticks.push({ offset, label: formatOffset(offset, step) });
  return ticks;
}

/** An offset with as many digits as its neighbours one step away need, exact for powers of two. */
export function formatOffset(offset: number, stepBytes: number): string {
  if (offset === 0) return "0";
  let unit = 0;
  let size = 1;
  while (unit < UNITS.length - 1 && offset >= size * 1024) {
    size *= 1024;
    unit += 1;
  }
  // More than two decimals read worse than a smaller unit.
  while (unit > 0 && decimalsFor(stepBytes / size) > 2) {
    size /= 1024;
    unit -= 1;
  }
  const decimals = Math.min(2, decimalsFor(stepBytes / size));
  const digits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: decimals, useGrouping: true }).format(offset / size);
  return `${digits} ${UNITS[unit]}`;
}

/** Steps are powers of two, and 1/2^k has exactly k decimals. */
function decimalsFor(step: number): number {
  let k = 0;
  for (let rest = step; rest < 1 && k < 60; rest *= 2) k += 1;
  return k;
}
