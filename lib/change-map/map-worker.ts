// Runs in a Web Worker: decoding and binning never hold up the page. Questions that come before the ranges wait for
// them, so that the page need not: the cells are on their way the moment the ranges are decoded.

import { findRegion } from "./changed-region.ts";
import type { MapAnswers, MapReply, MapRequest } from "./map-messages.ts";
import { cellsOf, indexOf, loadRanges, type MapStore, rangesOf, stripOf } from "./map-store.ts";

interface WorkerScope {
  onmessage: ((event: MessageEvent<MapRequest>) => void) | null;
  postMessage(message: MapReply, transfer?: Transferable[]): void;
}

interface Answer {
  result: MapAnswers[keyof MapAnswers];
  transfer: Transferable[];
}

const scope = globalThis as unknown as WorkerScope;
let store: MapStore | undefined;
let early: MapRequest[] = [];

scope.onmessage = ({ data }) => {
  if (data.ask !== "load" && !store) {
    early.push(data);
    return;
  }
  reply(data);
  if (data.ask !== "load") return;
  // The map before its minimap. Where the ranges could not be decoded, these are told so.
  const waiting = early.toSorted((a, b) => Number(a.ask === "strip") - Number(b.ask === "strip"));
  early = [];
  for (const request of waiting) reply(request);
};

function reply(request: MapRequest): void {
  try {
    const { result, transfer } = answer(request);
    scope.postMessage({ id: request.id, ok: true, result }, transfer);
  } catch (error) {
    scope.postMessage({ id: request.id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
}

function answer(request: MapRequest): Answer {
  if (request.ask === "load") {
    const { store: decoded, loaded } = loadRanges(new Uint8Array(request.bytes));
    store = decoded;
    return { result: loaded, transfer: [] };
  }
  if (!store) throw new Error("the ranges are not loaded yet");
  if (request.ask === "load-data") {
    const { store: decoded, loaded } = loadRanges(new Uint8Array(request.bytes));
    store.data = decoded.list;
    return { result: loaded, transfer: [] };
  }
  if (request.ask === "cells") return withCells(cellsOf(store, request.grid));
  if (request.ask === "strip") return withCells(stripOf(store));
  if (request.ask === "region") return { result: findRegion(store.list, request), transfer: [] };
  if (request.ask === "index") return { result: indexOf(store, request, request.offset), transfer: [] };
  return { result: rangesOf(store, request, request.order, request.start, request.limit), transfer: [] };
}

function withCells<T extends MapAnswers["cells"] | MapAnswers["strip"]>(result: T): Answer {
  return { result, transfer: [result.written, result.cleared, result.data].flatMap((cells) => (cells ? [cells.buffer] : [])) };
}
