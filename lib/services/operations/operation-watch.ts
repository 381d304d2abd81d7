// Who looks at an operation live. Changes made by this process arrive at once; those of another process are seen by
// asking the store every second. A watcher gets the whole operation each time, so nothing is lost by reconnecting.
import { EventEmitter } from "node:events";
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

const pollMs = 1000;

export interface OperationWatch {
  changed(operationId: string): void;
  /** Calls with the operation now and at every change, until it has ended; then done. Ends early with the signal. */
  follow(load: () => Promise<OperationRow>, operationId: string, signal: AbortSignal, show: (row: OperationRow) => void): Promise<void>;
}

export function createOperationWatch(): OperationWatch {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    changed: (operationId) => void emitter.emit(operationId),
    async follow(load, operationId, signal, show) {
      let shown = "";
      while (!signal.aborted) {
        const next = nextChange(emitter, operationId, signal);
        const row = await load();
        const text = JSON.stringify(row);
        if (text !== shown) show(row);
        shown = text;
        if (isFinal(row.state)) return next.cancel();
        await next.happened;
      }
    },
  };
}

/** Listening begins before the load, so that a change during it is not missed. */
function nextChange(emitter: EventEmitter, operationId: string, signal: AbortSignal) {
  let cancel = () => {};
  const happened = new Promise<void>((resolve) => {
    const timer = setTimeout(() => cancel(), pollMs);
    cancel = () => {
      clearTimeout(timer);
      emitter.off(operationId, cancel);
      signal.removeEventListener("abort", cancel);
      resolve();
    };
    emitter.once(operationId, cancel);
    signal.addEventListener("abort", cancel, { once: true });
  });
  return { happened, cancel: () => cancel() };
}
