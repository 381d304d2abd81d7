// Who looks at operations live. Nothing is asked for at intervals: the change feed says that an operation changed, in this
// process or another one. Where all are followed, one that changes often is told at most four times a second, and its last state
// always comes. Everybody gets the whole operation each time, so nothing is lost by connecting again.
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import type { ChangeFeed } from "#lib/services/ports/change-feed.ts";

const pauseMs = 250;

export interface OperationWatch {
  changed(operationId: string): void;
  /** Calls with the operation now and at every change, until it has ended; then done. Ends early with the signal. */
  follow(load: () => Promise<OperationRow>, operationId: string, signal: AbortSignal, show: (row: OperationRow) => void): Promise<void>;
  /** Calls for every operation that changes, until the signal ends it; undefined: changes were missed, look at all. */
  followAll(signal: AbortSignal, onChange: (operationId: string | undefined) => void): void;
}

export function createOperationWatch(feed: Pick<ChangeFeed, "changed" | "listen">): OperationWatch {
  return {
    changed: feed.changed,
    async follow(load, operationId, signal, show) {
      let shown = "";
      while (!signal.aborted) {
        const next = nextChange(feed, operationId, signal);
        try {
          const row = await load();
          const text = JSON.stringify(row);
          if (text !== shown) show(row);
          shown = text;
          if (isFinal(row.state)) return;
          await next.happened;
        } finally {
          next.cancel();
        }
      }
    },
    followAll(signal, onChange) {
      const due = new Map<string | undefined, NodeJS.Timeout>();
      const stop = feed.listen((operationId) => {
        if (due.has(operationId)) return;
        due.set(
          operationId,
          setTimeout(() => {
            due.delete(operationId);
            onChange(operationId);
          }, pauseMs),
        );
      });
      const end = () => {
        stop();
        for (const timer of due.values()) clearTimeout(timer);
      };
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
    },
  };
}

/** Listening begins before the load, so that a change during it is not missed. */
function nextChange(feed: Pick<ChangeFeed, "listen">, operationId: string, signal: AbortSignal) {
  let cancel = () => {};
  const happened = new Promise<void>((resolve) => {
    const stop = feed.listen((changed) => {
      if (changed === undefined || changed === operationId) cancel();
    });
    cancel = () => {
      stop();
      signal.removeEventListener("abort", cancel);
      resolve();
    };
    signal.addEventListener("abort", cancel, { once: true });
  });
  return { happened, cancel: () => cancel() };
}
