// What the page and the map's worker say to each other. The ranges live in the worker only: the page gets cells
// and slices. Each question carries an id that its answer repeats.

import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import type { ChangedRegion, RegionSearch } from "./changed-region.ts";
import type { MapGrid } from "./map-grid.ts";

/** Bytes of each cell. */
export interface BinnedBytes {
  written: Float64Array;
  cleared: Float64Array;
  /** What the target holds there, written or kept: once its data was loaded. */
  data?: Float64Array;
}

/** The whole disk in one row, for the minimap. */
export interface StripCells extends BinnedBytes {
  cellBytes: number;
}

export interface LoadedRanges {
  count: number;
  /** Written; cleared ranges hold nothing. */
  bytes: number;
  lengthBytes: number;
  decodeMs: number;
}

export interface MapCells extends BinnedBytes {
  binMs: number;
}

export type RangeKind = "all" | "written" | "cleared";
export const RANGE_ORDERS = ["offset", "longest", "shortest"] as const;
export type RangeOrder = (typeof RANGE_ORDERS)[number];

/** Which ranges: those of a kind that share a byte with a window. */
export interface RangeChoice {
  fromBytes: number;
  toBytes: number;
  kind: RangeKind;
}

export interface RangePage {
  /** Ranges that share a byte with the window and are of the kind. */
  total: number;
  items: DiffRange[];
}

export type MapQuestion =
  | { ask: "load"; bytes: ArrayBuffer }
  | { ask: "load-data"; bytes: ArrayBuffer }
  | { ask: "cells"; grid: MapGrid }
  | { ask: "strip" }
  | ({ ask: "ranges"; order: RangeOrder; start: number; limit: number } & RangeChoice)
  | ({ ask: "index"; offset: number } & RangeChoice)
  | ({ ask: "region" } & RegionSearch);

export interface MapAnswers {
  load: LoadedRanges;
  cells: MapCells;
  strip: StripCells;
  ranges: RangePage;
  "load-data": LoadedRanges;
  /** In the order of their offsets: the first that ends after the offset; the number of all where there is none. */
  index: number;
  region: ChangedRegion | undefined;
}

export type MapRequest = MapQuestion & { id: number };
export type MapReply = { id: number; ok: true; result: MapAnswers[keyof MapAnswers] } | { id: number; ok: false; message: string };
