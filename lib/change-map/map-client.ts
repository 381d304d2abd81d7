// The page's side of the map's worker: one worker a diff. It starts while the ranges are still on their way, so that
// its own start costs no time after they arrive.
import type { LoadedRanges, MapAnswers, MapQuestion, MapReply } from "./map-messages.ts";

export interface MapClient {
  /** Hands the bytes over (they are gone from the page afterwards); the answer comes when they are decoded. */
  load(bytes: ArrayBuffer): Promise<LoadedRanges>;
  /** What the target holds: from then on cells tell kept data from what was never written. */
  loadData(bytes: ArrayBuffer): Promise<LoadedRanges>;
  /** May be asked before the ranges are there; the answer then waits for them. */
  ask<K extends Exclude<MapQuestion["ask"], "load" | "load-data">>(question: Extract<MapQuestion, { ask: K }>): Promise<MapAnswers[K]>;
  close(): void;
}

/** onBroken: the worker itself failed; every question, asked and to come, is refused with the same reason. */
export function startMap(onBroken?: (error: Error) => void): MapClient {
  const worker = new Worker(new URL("./map-worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  /** Why nothing will be answered any more. */
  let end: Error | undefined;
  const refuseAll = (error: Error) => {
    end ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const breakDown = (message: string) => {
    if (end) return;
    worker.terminate();
    refuseAll(new Error(message));
    if (end) onBroken?.(end);
  };
  worker.onerror = (event) => breakDown(event.message || "The map's worker could not start.");
  worker.onmessageerror = () => breakDown("An answer of the map's worker could not be read.");
  worker.onmessage = ({ data }: MessageEvent<MapReply>) => {
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) caller?.resolve(data.result as never);
    else caller?.reject(new Error(data.message));
  };

  const post = <T>(question: MapQuestion, transfer: Transferable[]): Promise<T> => {
    if (end) return Promise.reject(end);
    lastId += 1;
    const id = lastId;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      worker.postMessage({ ...question, id }, transfer);
    });
  };

  return {
    load: (bytes) => post({ ask: "load", bytes }, [bytes]),
    loadData: (bytes) => post({ ask: "load-data", bytes }, [bytes]),
    ask: (question) => post(question, []),
    close: () => {
      worker.terminate();
      refuseAll(new Error("The map was closed."));
    },
  };
}
