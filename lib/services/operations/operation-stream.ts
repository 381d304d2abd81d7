// All operations live, for many lookers at once: each change is read once for each identity that looks and written out
// once, however many streams it then goes to. What an identity may not see is not in its stream.
import type { OperationRow } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OperationWatch } from "./operation-watch.ts";

export interface OperationStreamDeps {
  watch: Pick<OperationWatch, "followAll">;
  /** Throws not-found for one that the asker may not see. */
  load(operationId: string, context: CallContext): Promise<OperationRow>;
  onError(error: unknown): void;
}

export interface LiveEvent {
  /** operation: its row. look: changes were missed, so what is shown is to be asked for again. */
  type: "operation" | "look";
  /** JSON. */
  data: string;
}

export interface OperationStream {
  /** Until the returned function is called. */
  subscribe(context: CallContext, send: (event: LiveEvent) => void): () => void;
}

interface Hub {
  lookers: Set<(event: LiveEvent) => void>;
  stop: AbortController;
}

export function createOperationStream(deps: OperationStreamDeps): OperationStream {
  const hubs = new Map<string, Hub>();

  function open({ requestId, principal }: CallContext): Hub {
    const hub: Hub = { lookers: new Set(), stop: new AbortController() };
    const tell = (event: LiveEvent) => {
      for (const send of hub.lookers) send(event);
    };
    deps.watch.followAll(hub.stop.signal, (operationId) => {
      if (operationId === undefined) return tell({ type: "look", data: "{}" });
      deps.load(operationId, { requestId, principal }).then(
        (row) => tell({ type: "operation", data: JSON.stringify(row) }),
        (error: unknown) => {
          if (isAppError(error) && error.code === "not-found") return;
          // The state is not known here now; it may be by the time it is asked for.
          tell({ type: "look", data: "{}" });
          deps.onError(error);
        },
      );
    });
    return hub;
  }

  return {
    subscribe(context, send) {
      const { identity } = context.principal;
      const hub = hubs.get(identity) ?? open(context);
      hubs.set(identity, hub);
      hub.lookers.add(send);
      return () => {
        hub.lookers.delete(send);
        if (hub.lookers.size > 0 || hubs.get(identity) !== hub) return;
        hubs.delete(identity);
        hub.stop.abort();
      };
    },
  };
}
