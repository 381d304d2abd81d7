// The page's side of the map's worker: one worker a loaded diff, ended by close().
import type { LoadedRanges, MapAnswers, MapQuestion, MapReply } from "./heatmap-messages.ts";

export interface HeatmapClient {
  loaded: LoadedRanges;
  ask<K extends Exclude<MapQuestion["ask"], "load">>(question: Extract<MapQuestion, { ask: K }>): Promise<MapAnswers[K]>;
  close(): void;
}

/** Hands the bytes over to a new worker (they are gone from the page afterwards) and waits until they are decoded. */
export async function openHeatmap(bytes: ArrayBuffer): Promise<HeatmapClient> {
  const worker = new Worker(new URL("./heatmap-worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;

  const fail = (message: string) => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker.onerror = (event) => fail(event.message || "The map's worker could not start.");
  worker.onmessage = ({ data }: MessageEvent<MapReply>) => {
    const caller = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.ok) caller?.resolve(data.result as never);
    else caller?.reject(new Error(data.message));
  };

  const post = <T>(question: MapQuestion, transfer: Transferable[]): Promise<T> => {
    lastId += 1;
    const id = lastId;
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: never) => void, reject });
      worker.postMessage({ ...question, id }, transfer);
    });
  };

  const close = () => {
    worker.terminate();
    fail("The map was closed.");
  };
  try {
    const loaded = await post<LoadedRanges>({ ask: "load", bytes }, [bytes]);
    return { loaded, ask: (question) => post(question, []), close };
  } catch (error) {
    close();
    throw error;
  }
}
