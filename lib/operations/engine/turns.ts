// Whether an operation's turn has come. Asked before anybody takes it, so that one that waits costs neither a worker nor a lease.
//
//   looked at ─▶ one of its line before it, no room, or Azure is busy ─▶ waits (looked at again when one of them ends, else in a minute)
//       └──────▶ its turn: begun, by one statement of the database ─▶ claimed as any other
import type { OperationRecord } from "./operation-store.ts";
import type { TurnWait } from "./operation-turn.ts";
import type { TurnStore } from "./turn-store.ts";

export const LOOK_AGAIN_MS = 60_000;

export interface TurnsDeps {
  turns: TurnStore;
  /** What others than operations here have under way, as a sentence; undefined: nothing in its way. */
  azureWait(operation: OperationRecord, signal: AbortSignal): Promise<string | undefined>;
  log(event: string, fields: Record<string, unknown>): void;
  changed(operationId: string): void;
  lookAgainMs?: number | undefined;
}

export interface Turns {
  due(limit: number): Promise<string[]>;
  /** Whether it may be claimed from now on. */
  look(operationId: string, signal: AbortSignal): Promise<boolean>;
}

export function createTurns({ turns, azureWait, log, changed, lookAgainMs = LOOK_AGAIN_MS }: TurnsDeps): Turns {
  return {
    due: (limit) => turns.due(limit),
    async look(operationId, signal) {
      const turn = await turns.find(operationId);
      if (!turn || turn.isBegun) return true;
      const why = await whyNot(turn.maxInSlot, turn.operation, signal);
      signal.throwIfAborted();
      if (!why && (await turns.begin(operationId))) return true;
      await turns.wait(operationId, why ?? behind, lookAgainMs);
      changed(operationId);
      return false;
    },
  };

  async function whyNot(maxInSlot: number, operation: OperationRecord, signal: AbortSignal): Promise<TurnWait | undefined> {
    if ((await turns.countBefore(operation.id)) > 0) return behind;
    if ((await turns.countInSlot(operation.id)) >= maxInSlot)
      return { reason: "slot", text: `${maxInSlot} others are under way there, the most Azure takes at once.` };
    try {
      const text = await azureWait(operation, signal);
      return text === undefined ? undefined : { reason: "azure", text };
    } catch (err) {
      log("operation-turn-unknown", { operationId: operation.id, err });
      return { reason: "azure", text: "Azure could not be asked whether it takes another one now." };
    }
  }
}

const behind: TurnWait = { reason: "line", text: "Another one is before it." };
