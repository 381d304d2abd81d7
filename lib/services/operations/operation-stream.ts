// All operations live, for many lookers at once. Nothing is asked for at intervals: the change feed says that an operation
// changed, in this process or another one. Each change is read once for each identity that looks and written out once,
// however many streams it then goes to. What an identity may not see is not in its stream. Everybody gets the whole
// operation each time, so nothing is lost by connecting again.
import type { OperationRow } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ChangeFeed } from "#lib/services/ports/change-feed.ts";
import { perKeyAtMostEvery } from "./per-key-at-most-every.ts";

export interface OperationStreamDeps {
  feed: Pick<ChangeFeed, "listen">;
  /** Throws not-found for one that the asker may not see. */
  load(operationId: string, context: CallContext): Promise<OperationRow>;
  onError(error: unknown): void;
  /** An operation that changes often is read at most once in this time. Default: 250. */
  pauseMs?: number;
}

export interface LiveEvent {
  /** operation: its row. look: changes were missed, so what is shown is to be asked for again. */
  type: "operation" | "look";
  /** JSON. */
  data: string;
  row?: OperationRow;
}

export interface OperationStream {
  /** Until the returned function is called. */
  subscribe(context: CallContext, send: (event: LiveEvent) => void): () => void;
  /**
   * Shows one operation as it is now and at every change, as its row and as JSON, until it has ended or the signal ends it.
   * Throws not-found for one that the asker may not see.
   */
  follow(operationId: string, context: CallContext, signal: AbortSignal, show: (row: OperationRow, json: string) => void): Promise<void>;
}

const look: LiveEvent = { type: "look", data: "{}" };

interface Hub {
  lookers: Set<(event: LiveEvent) => void>;
  /** Ends its listening. */
  close: () => void;
}

export function createOperationStream({ pauseMs = 250, ...deps }: OperationStreamDeps): OperationStream {
  const hubs = new Map<string, Hub>();

  function open({ requestId, principal }: CallContext): Hub {
    const lookers: Hub["lookers"] = new Set();
    const tell = (event: LiveEvent) => {
      for (const send of lookers) send(event);
    };
    const changes = perKeyAtMostEvery(pauseMs, (operationId: string | undefined) => {
      if (operationId === undefined) return tell(look);
      deps.load(operationId, { requestId, principal }).then(
        (row) => tell({ type: "operation", data: JSON.stringify(row), row }),
        (error: unknown) => {
          if (isAppError(error) && error.code === "not-found") return;
          // The state is not known here now; it may be by the time it is asked for.
          tell(look);
          deps.onError(error);
        },
      );
    });
    const leave = deps.feed.listen(changes.add);
    return {
      lookers,
      close() {
        leave();
        changes.stop();
      },
    };
  }

  const subscribe: OperationStream["subscribe"] = (context, send) => {
    const { identity } = context.principal;
    const hub = hubs.get(identity) ?? open(context);
    hubs.set(identity, hub);
    hub.lookers.add(send);
    return () => {
      hub.lookers.delete(send);
      if (hub.lookers.size > 0 || hubs.get(identity) !== hub) return;
      hubs.delete(identity);
      hub.close();
    };
  };

  return {
    subscribe,
    async follow(operationId, context, signal, show) {
      let heard: LiveEvent | undefined = look;
      let wake = () => {};
      const leave = subscribe(context, (event) => {
        if (event.row !== undefined && event.row.id !== operationId) return;
        heard = event;
        wake();
      });
      signal.addEventListener("abort", () => wake(), { once: true });
      try {
        let shown = "";
        while (!signal.aborted) {
          const event: LiveEvent | undefined = heard;
          heard = undefined;
          if (event === undefined) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          const row = event.row ?? (await deps.load(operationId, context));
          const json = event.row ? event.data : JSON.stringify(row);
          if (json !== shown) show(row, json);
          shown = json;
          if (isFinal(row.state)) return;
        }
      } finally {
        leave();
      }
    },
  };
}
