// What the page and the map's worker say to each other. The ranges live in the worker only: the page gets cells
// and slices. Each question carries an id that its answer repeats.

import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import type { MapGrid } from "./map-grid.ts";

/** The whole disk in one row, for the minimap. */
export interface StripCells {
  cellBytes: number;
  written: Float64Array;
  cleared: Float64Array;
}

export interface LoadedRanges {
  count: number;
  lengthBytes: number;
  decodeMs: number;
}

export interface MapCells {
  written: Float64Array;
  cleared: Float64Array;
  binMs: number;
}

export type RangeKind = "all" | "written" | "cleared";

export interface RangePage {
  /** Ranges that share a byte with the window and are of the kind. */
  total: number;
  items: DiffRange[];
}

export type MapQuestion =
  | { ask: "load"; bytes: ArrayBuffer }
  | { ask: "cells"; grid: MapGrid }
  | { ask: "strip" }
  | { ask: "ranges"; fromBytes: number; toBytes: number; kind: RangeKind; start: number; limit: number };

export interface MapAnswers {
  load: LoadedRanges;
  cells: MapCells;
  strip: StripCells;
  ranges: RangePage;
}

export type MapRequest = MapQuestion & { id: number };
export type MapReply = { id: number; ok: true; result: MapAnswers[keyof MapAnswers] } | { id: number; ok: false; message: string };
