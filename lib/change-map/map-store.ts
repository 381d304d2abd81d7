// The worker's side without the worker: decoded ranges and the answers to the page's questions. Pure, so that it
// is tested and measured in Node.

import type { DiffRange, RangeList } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { binRanges, rangesInWindow } from "./change-bins.ts";
import type { MapGrid } from "./map-grid.ts";
import type { LoadedRanges, MapCells, RangeKind, RangePage, StripCells } from "./map-messages.ts";

const STRIP_CELLS = 512;

export interface MapStore {
  list: RangeList;
  lengthBytes: number;
}

export function loadRanges(bytes: Uint8Array): { store: MapStore; loaded: LoadedRanges } {
  const startedAt = performance.now();
  const store = decodeRanges(bytes);
  const decodeMs = performance.now() - startedAt;
  return { store, loaded: { count: store.list.offsets.length, lengthBytes: store.lengthBytes, decodeMs } };
}

/** Exact bytes of each cell of the grid; cells past the end of the disk are 0. */
export function cellsOf(store: MapStore, grid: MapGrid): MapCells {
  const startedAt = performance.now();
  const cells = grid.columns * grid.rows;
  const bins = binRanges(store.list, { startBytes: grid.fromBytes, endBytes: grid.fromBytes + cells * grid.cellBytes, cells });
  return { written: bins.written, cleared: bins.cleared, binMs: performance.now() - startedAt };
}

/** One page of the ranges of a kind that share a byte with the window, in order of their offsets. */
export function rangesOf(
  store: MapStore,
  window: { fromBytes: number; toBytes: number },
  kind: RangeKind,
  start: number,
  limit: number,
): RangePage {
  const { from, to } = rangesInWindow(store.list, window.fromBytes, window.toBytes);
  if (kind === "all") return { total: to - from, items: slice(store.list, from + start, Math.min(to, from + start + limit)) };
  const wanted = kind === "cleared" ? 1 : 0;
  const items: DiffRange[] = [];
  let total = 0;
  for (let i = from; i < to; i += 1) {
    if (store.list.cleared[i] !== wanted) continue;
    if (total >= start && items.length < limit) items.push(rangeAt(store.list, i));
    total += 1;
  }
  return { total, items };
}

export function stripOf(store: MapStore): StripCells {
  const bins = binRanges(store.list, { startBytes: 0, endBytes: store.lengthBytes, cells: STRIP_CELLS });
  return { cellBytes: bins.cellBytes, written: bins.written, cleared: bins.cleared };
}

function slice(list: RangeList, from: number, to: number): DiffRange[] {
  const items: DiffRange[] = [];
  for (let i = from; i < to; i += 1) items.push(rangeAt(list, i));
  return items;
}

function rangeAt(list: RangeList, i: number): DiffRange {
  return { offset: list.offsets[i] ?? 0, length: list.lengths[i] ?? 0, cleared: list.cleared[i] === 1 };
}
