// Regions of change: runs of cells beside each other in each of which something changed. Which there are depends on how
// large a cell is, and not on where the window begins: windows begin on cells.
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import { rangesInWindow } from "./change-bins.ts";

export interface RegionSearch {
  /** Where the cursor stands. */
  offset: number;
  cellBytes: number;
  direction: 1 | -1;
}

/** Whole cells. */
export interface ChangedRegion {
  fromBytes: number;
  toBytes: number;
}

/** The next region that begins after the cell of the offset, or the last one that begins before it; undefined where there is none. */
export function findRegion(list: RangeList, { offset, cellBytes, direction }: RegionSearch): ChangedRegion | undefined {
  const count = list.offsets.length;
  const firstCell = (i: number) => Math.floor((list.offsets[i] ?? 0) / cellBytes);
  const lastCell = (i: number) => Math.ceil(((list.offsets[i] ?? 0) + (list.lengths[i] ?? 0)) / cellBytes) - 1;
  /** The last range of the region that range i is in. */
  const endOf = (i: number) => {
    let last = i;
    while (last + 1 < count && firstCell(last + 1) <= lastCell(last) + 1) last += 1;
    return last;
  };
  const regionOf = (first: number): ChangedRegion => ({
    fromBytes: firstCell(first) * cellBytes,
    toBytes: (lastCell(endOf(first)) + 1) * cellBytes,
  });

  const here = Math.floor(offset / cellBytes);
  if (direction === 1) {
    const { from } = rangesInWindow(list, here * cellBytes, Number.MAX_SAFE_INTEGER);
    const next = from < count && firstCell(from) <= here ? endOf(from) + 1 : from;
    return next < count ? regionOf(next) : undefined;
  }
  let first = rangesInWindow(list, 0, here * cellBytes).to - 1;
  if (first < 0) return undefined;
  while (first > 0 && lastCell(first - 1) >= firstCell(first) - 1) first -= 1;
  return regionOf(first);
}
