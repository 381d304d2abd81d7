// The worker's side without the worker: decoded ranges and the answers to the page's questions. Pure, so that it
// is tested and measured in Node.

import { type DiffRange, type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { binRanges, type ChangeWindow, rangesInWindow } from "./change-bins.ts";
import type { MapGrid } from "./map-grid.ts";
import type { BinnedBytes, LoadedRanges, MapCells, RangeChoice, RangeOrder, RangePage, StripCells } from "./map-messages.ts";

const STRIP_CELLS = 512;

export interface MapStore {
  list: RangeList;
  lengthBytes: number;
  /** What the target holds, once that was loaded. */
  data?: RangeList;
  /** The last order that was asked for: its pages come one after the other. */
  sorted?: { choice: string; indices: Uint32Array };
}

export function loadRanges(bytes: Uint8Array): { store: MapStore; loaded: LoadedRanges } {
  const startedAt = performance.now();
  const store = decodeRanges(bytes);
  const decodeMs = performance.now() - startedAt;
  return {
    store,
    loaded: { count: store.list.offsets.length, bytes: totalsOf(store.list).writtenBytes, lengthBytes: store.lengthBytes, decodeMs },
  };
}

/** Exact bytes of each cell of the grid; cells past the end of the disk are 0. */
export function cellsOf(store: MapStore, grid: MapGrid): MapCells {
  const startedAt = performance.now();
  const cells = grid.columns * grid.rows;
  const { written, cleared, data } = binned(store, {
    startBytes: grid.fromBytes,
    endBytes: grid.fromBytes + cells * grid.cellBytes,
    cells,
  });
  return { written, cleared, ...(data ? { data } : {}), binMs: performance.now() - startedAt };
}

/** One page of the chosen ranges. */
export function rangesOf(store: MapStore, choice: RangeChoice, order: RangeOrder, start: number, limit: number): RangePage {
  const { from, to } = rangesInWindow(store.list, choice.fromBytes, choice.toBytes);
  if (order === "offset" && choice.kind === "all")
    return { total: to - from, items: slice(store.list, from + start, Math.min(to, from + start + limit)) };
  const indices = inOrder(store, choice, order);
  return { total: indices.length, items: Array.from(indices.subarray(start, start + limit), (i) => rangeAt(store.list, i)) };
}

/** In the order of their offsets: the place of the first chosen range that ends after the offset. */
export function indexOf(store: MapStore, choice: RangeChoice, offset: number): number {
  const indices = chosen(store, choice);
  const found = indices.findIndex((i) => (store.list.offsets[i] ?? 0) + (store.list.lengths[i] ?? 0) > offset);
  return found === -1 ? indices.length : found;
}

export function stripOf(store: MapStore): StripCells {
  const { cellBytes, written, cleared, data } = binned(store, { startBytes: 0, endBytes: store.lengthBytes, cells: STRIP_CELLS });
  return { cellBytes, written, cleared, ...(data ? { data } : {}) };
}

function binned(store: MapStore, window: ChangeWindow): BinnedBytes & { cellBytes: number } {
  const { cellBytes, written, cleared } = binRanges(store.list, window);
  return { cellBytes, written, cleared, ...(store.data ? { data: binRanges(store.data, window).written } : {}) };
}

function inOrder(store: MapStore, choice: RangeChoice, order: RangeOrder): Uint32Array {
  const key = JSON.stringify([choice.fromBytes, choice.toBytes, choice.kind, order]);
  if (store.sorted?.choice === key) return store.sorted.indices;
  const indices = chosen(store, choice);
  const { lengths } = store.list;
  const sign = order === "longest" ? -1 : 1;
  if (order !== "offset") indices.sort((a, b) => sign * ((lengths[a] ?? 0) - (lengths[b] ?? 0)) || a - b);
  store.sorted = { choice: key, indices };
  return indices;
}

function chosen({ list }: MapStore, { fromBytes, toBytes, kind }: RangeChoice): Uint32Array {
  const { from, to } = rangesInWindow(list, fromBytes, toBytes);
  const indices = new Uint32Array(to - from);
  let count = 0;
  for (let i = from; i < to; i += 1) {
    if (kind !== "all" && (list.cleared[i] === 1) !== (kind === "cleared")) continue;
    indices[count] = i;
    count += 1;
  }
  return indices.subarray(0, count);
}

function slice(list: RangeList, from: number, to: number): DiffRange[] {
  const items: DiffRange[] = [];
  for (let i = from; i < to; i += 1) items.push(rangeAt(list, i));
  return items;
}

function rangeAt(list: RangeList, i: number): DiffRange {
  return { offset: list.offsets[i] ?? 0, length: list.lengths[i] ?? 0, cleared: list.cleared[i] === 1 };
}
