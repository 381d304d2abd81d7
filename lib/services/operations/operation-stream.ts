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

/** What a hub tells: of one operation an event, or that it may be seen no more. */
type Told = (operationId: string | undefined, event: LiveEvent | undefined) => void;

interface Hub {
  lookers: Set<Told>;
  /** Ends its listening. */
  close: () => void;
}

export function createOperationStream({ pauseMs = 250, ...deps }: OperationStreamDeps): OperationStream {
  const hubs = new Map<string, Hub>();

  function open({ requestId, principal }: CallContext): Hub {
    const lookers: Hub["lookers"] = new Set();
    const tell: Told = (operationId, event) => {
      for (const hear of lookers) hear(operationId, event);
    };
    const read = async (operationId: string) => {
      try {
        const row = await deps.load(operationId, { requestId, principal });
        tell(operationId, { type: "operation", data: JSON.stringify(row), row });
      } catch (error) {
        if (isAppError(error) && error.code === "not-found") return tell(operationId, undefined);
        // The state is not known here now; it may be by the time it is asked for.
        tell(operationId, look);
        deps.onError(error);
      }
    };
    // One after the other for each: a slow reading must not come after a later one.
    const readings = new Map<string, Promise<void>>();
    const changes = perKeyAtMostEvery(pauseMs, (operationId: string | undefined) => {
      if (operationId === undefined) return tell(undefined, look);
      const reading = (readings.get(operationId) ?? Promise.resolve()).then(() => read(operationId));
      readings.set(operationId, reading);
      void reading.then(() => {
        if (readings.get(operationId) === reading) readings.delete(operationId);
      });
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

  const join = (context: CallContext, hear: Told) => {
    const { identity } = context.principal;
    const hub = hubs.get(identity) ?? open(context);
    hubs.set(identity, hub);
    hub.lookers.add(hear);
    return () => {
      hub.lookers.delete(hear);
      if (hub.lookers.size > 0 || hubs.get(identity) !== hub) return;
      hubs.delete(identity);
      hub.close();
    };
  };

  return {
    subscribe: (context, send) =>
      join(context, (_operationId, event) => {
        if (event) send(event);
      }),
    async follow(operationId, context, signal, show) {
      let heard: LiveEvent | undefined = look;
      let wake = () => {};
      const leave = join(context, (changed, event) => {
        if (changed !== undefined && changed !== operationId) return;
        // Seen no more: the next look says so.
        heard = event ?? look;
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
