// Offset labels of the change map and of the bar over the whole disk: never crowded, and one unit for all that stands
// beside one map.

import { type MapGrid, rowBytesOf } from "./map-grid.ts";

export interface RowTick {
  row: number;
  offset: number;
  label: string;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Labels for rows at least minRows apart: of the bytes their rows begin with. */
export function rowTicks(grid: MapGrid, minRows: number): RowTick[] {
  const rowBytes = rowBytesOf(grid);
  let rowsApart = 1;
  while (rowsApart < minRows) rowsApart *= 2;
  const step = rowBytes * rowsApart;
  const ticks: RowTick[] = [];
  // Where rows begin on round numbers, these are the round ones.
  for (let round = Math.ceil(grid.fromBytes / step) * step; round < grid.toBytes; round += step) {
    const row = Math.ceil((round - grid.fromBytes) / rowBytes);
    const offset = grid.fromBytes + row * rowBytes;
    if (offset < grid.toBytes) ticks.push({ row, offset, label: formatOnAxis(grid, offset, 2) });
  }
  return ticks;
}

/** The offset in the unit that all labels of this map have, with so many decimals at most. */
export function formatOnAxis(grid: MapGrid, offset: number, maxDecimals = 3): string {
  const unit = unitFor(grid.toBytes, rowBytesOf(grid));
  return inUnit(offset, unit, maxDecimals);
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
  return inUnit(offset, unitFor(offset, stepBytes), 2);
}

/** The largest unit, as its power of 1024, that is not larger than the offset and in which a step has at most two decimals. */
function unitFor(offset: number, stepBytes: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && offset >= 1024 ** (unit + 1)) unit += 1;
  // More than two decimals read worse than a smaller unit.
  while (unit > 0 && decimalsFor(stepBytes / 1024 ** unit) > 2) unit -= 1;
  return unit;
}

function inUnit(offset: number, unit: number, maxDecimals: number): string {
  if (offset === 0) return "0";
  const digits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: maxDecimals, useGrouping: true }).format(offset / 1024 ** unit);
  return `${digits} ${UNITS[unit]}`;
}

/** Steps are powers of two, and 1/2^k has exactly k decimals. */
function decimalsFor(step: number): number {
  let k = 0;
  for (let rest = step; rest < 1 && k < 60; rest *= 2) k += 1;
  return k;
}
