// Offset labels of the change map and of the bar over the whole disk: never crowded, and one unit for all that stands
// beside one map.

import { type MapGrid, rowBytesOf } from "./map-grid.ts";

export interface RowTick {
  row: number;
  offset: number;
  label: string;
}

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** Round offsets, each at the row that holds it; at least minRows apart. */
export function rowTicks(grid: MapGrid, minRows: number): RowTick[] {
  const rowBytes = rowBytesOf(grid);
  let rowsApart = LEAST_ROWS_APART;
  while (rowsApart < minRows) rowsApart *= 2;
  const step = rowBytes * rowsApart;
  const ticks: RowTick[] = [];
  for (let offset = Math.ceil(grid.fromBytes / step) * step; offset < grid.toBytes; offset += step) {
    ticks.push({ row: Math.floor((offset - grid.fromBytes) / rowBytes), offset, label: formatOnAxis(grid, offset, EXACT_DECIMALS) });
  }
  return ticks;
}

/** The offset in the unit that all labels of this map have, with so many decimals at most. */
export function formatOnAxis(grid: MapGrid, offset: number, maxDecimals = 3): string {
  return inUnit(offset, unitOf(grid), maxDecimals);
}

export interface BarTick {
  offset: number;
  label: string;
}

/** Round offsets along a bar of the whole disk, in the unit of the map below it: as many as have room, none cut off. */
export function barTicks(grid: MapGrid, widthPx: number): BarTick[] {
  const { lengthBytes } = grid;
  const unit = unitOf(grid);
  const roomPx = (label: string) => label.length * CHARACTER_PX + GAP_PX;
  const widestPx = roomPx(inUnit(lengthBytes, unit, EXACT_DECIMALS));
  let step = rowBytesOf(grid) * LEAST_ROWS_APART;
  while (step < lengthBytes && (step / lengthBytes) * widthPx < widestPx) step *= 2;
  const ticks: BarTick[] = [];
  for (let offset = 0; offset < lengthBytes; offset += step) {
    const label = inUnit(offset, unit, EXACT_DECIMALS);
    if (ticks.length === 0 || (offset / lengthBytes) * widthPx + roomPx(label) <= widthPx) ticks.push({ offset, label });
  }
  return ticks;
}

/** Of the 12 px figures the labels are set in, the widest. */
const CHARACTER_PX = 7;
const GAP_PX = 14;

/** Both ends in one unit: "0 to 128 GiB". */
export function formatSpan(fromBytes: number, toBytes: number): string {
  const unit = unitFor(toBytes, toBytes - fromBytes);
  return `${inUnit(fromBytes, unit, 3)} to ${inUnit(toBytes, unit, 3)}`;
}

/** Labels of neighbouring rows would be no rounder than the rows are. */
const LEAST_ROWS_APART = 4;

/** Labels stand on multiples of so many rows, which have no more decimals in their map's unit: they are exact. */
const EXACT_DECIMALS = 2;

function unitOf(grid: MapGrid): number {
  return unitFor(grid.toBytes, rowBytesOf(grid) * LEAST_ROWS_APART);
}

/** The largest unit, as its power of 1024, that is not larger than the offset and in which a step has at most two decimals. */
function unitFor(offset: number, stepBytes: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && offset >= 1024 ** (unit + 1)) unit += 1;
  // More than two decimals read worse than a smaller unit.
  while (unit > 0 && decimalsFor(stepBytes / 1024 ** unit) > EXACT_DECIMALS) unit -= 1;
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
