// The numbers behind the heatmap: how many bytes of each cell were written and cleared. Only sums of integers, so
// every zoom level adds up to the same totals and a 512-byte change is never rounded away; colour is chosen later.
//
//   window   |start                                          end|
//   cells    |   0   |   1   |   2   |   3   |   4   |   5   | 6|     the last one may be shorter
//   ranges        ███████         ░░░░░░░░░░

import { PAGE_BYTES, type RangeList } from "#lib/domain/ranges/block-range.ts";

export interface ChangeWindow {
  startBytes: number;
  endBytes: number;
  /** How many cells there is room for; fewer come back when the window has fewer pages. */
  cells: number;
}

export interface ChangeBins {
  startBytes: number;
  endBytes: number;
  /** Whole pages. */
  cellBytes: number;
  /** Bytes per cell. */
  written: Float64Array;
  cleared: Float64Array;
}

/** Exact bytes per cell of the window. */
export function binRanges(list: RangeList, window: ChangeWindow): ChangeBins {
  const { startBytes, endBytes } = window;
  assertWindow(window);
  const cellBytes = Math.ceil((endBytes - startBytes) / PAGE_BYTES / window.cells) * PAGE_BYTES;
  const count = Math.ceil((endBytes - startBytes) / cellBytes);
  const bins: ChangeBins = { startBytes, endBytes, cellBytes, written: new Float64Array(count), cleared: new Float64Array(count) };
  const { from, to } = rangesInWindow(list, startBytes, endBytes);
  for (let i = from; i < to; i += 1) {
    const offset = list.offsets[i] ?? 0;
    const first = Math.max(offset, startBytes) - startBytes;
    const end = Math.min(offset + (list.lengths[i] ?? 0), endBytes) - startBytes;
    addSpan(list.cleared[i] === 1 ? bins.cleared : bins.written, cellBytes, first, end);
  }
  return bins;
}

/** Indices [from, to) of the ranges that share a byte with [startBytes, endBytes), by binary search. */
export function rangesInWindow(list: RangeList, startBytes: number, endBytes: number): { from: number; to: number } {
  if (endBytes <= startBytes) return { from: 0, to: 0 };
  const { offsets, lengths } = list;
  const from = firstIndex(offsets.length, (i) => (offsets[i] ?? 0) + (lengths[i] ?? 0) > startBytes);
  const to = firstIndex(offsets.length, (i) => (offsets[i] ?? 0) >= endBytes);
  return { from, to: Math.max(from, to) };
}

/** The bins and ever coarser ones, each cell the sum of two of the level before, down to one cell. */
export function buildPyramid(bins: ChangeBins): ChangeBins[] {
  const levels = [bins];
  for (let level = bins; level.written.length > 1; ) {
    level = { ...level, cellBytes: level.cellBytes * 2, written: pairSums(level.written), cleared: pairSums(level.cleared) };
    levels.push(level);
  }
  return levels;
}

function addSpan(cells: Float64Array, cellBytes: number, first: number, end: number): void {
  for (let at = first; at < end; ) {
    const cell = Math.floor(at / cellBytes);
    const next = Math.min(end, (cell + 1) * cellBytes);
    cells[cell] = (cells[cell] ?? 0) + (next - at);
    at = next;
  }
}

function pairSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(Math.ceil(values.length / 2));
  for (let i = 0; i < sums.length; i += 1) sums[i] = (values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0);
  return sums;
}

function firstIndex(count: number, isTrue: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function assertWindow({ startBytes, endBytes, cells }: ChangeWindow): void {
  const sound =
    Number.isSafeInteger(endBytes) &&
    startBytes >= 0 &&
    endBytes > startBytes &&
    startBytes % PAGE_BYTES === 0 &&
    endBytes % PAGE_BYTES === 0;
  if (!sound) throw new RangeError(`not a window of whole pages: ${startBytes} to ${endBytes}`);
  if (!Number.isSafeInteger(cells) || cells < 1) throw new RangeError(`not a number of cells: ${cells}`);
}
