// Runs in a Web Worker: decoding and binning never hold up the page.
import type { MapReply, MapRequest } from "./heatmap-messages.ts";
import { cellsOf, type HeatmapStore, loadRanges, rangesOf } from "./heatmap-store.ts";

let store: HeatmapStore | undefined;

interface WorkerScope {
  onmessage: ((event: MessageEvent<MapRequest>) => void) | null;
  postMessage(message: MapReply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data }) => {
  try {
    const { result, transfer } = answer(data);
    scope.postMessage({ id: data.id, ok: true, result }, transfer);
  } catch (error) {
    scope.postMessage({ id: data.id, ok: false, message: error instanceof Error ? error.message : String(error) });
  }
};

function answer(request: MapRequest): { result: Extract<MapReply, { ok: true }>["result"]; transfer: Transferable[] } {
  if (request.ask === "load") {
    const { store: decoded, loaded } = loadRanges(new Uint8Array(request.bytes));
    store = decoded;
    return { result: loaded, transfer: [loaded.strip.written.buffer, loaded.strip.cleared.buffer] };
  }
  if (!store) throw new Error("the ranges are not loaded yet");
  if (request.ask === "cells") {
    const cells = cellsOf(store, request.grid);
    return { result: cells, transfer: [cells.written.buffer, cells.cleared.buffer] };
  }
  const { fromBytes, toBytes, kind, start, limit } = request;
  return { result: rangesOf(store, { fromBytes, toBytes }, kind, start, limit), transfer: [] };
}
