// Whether an operation's turn has come. Asked before anybody takes it, so that one that waits costs neither a worker nor a lease.
//
//   looked at ─▶ one of its line before it, no room, or Azure is busy ─▶ waits (looked at again when one of them ends, else in a minute)
//       └──────▶ its turn: begun, by one statement of the database ─▶ claimed as any other
import { isAppError } from "#lib/domain/app-error.ts";
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
      // What ended between the count and the wait woke nobody.
      if (why?.reason !== "azure" && !(await inTheWay(turn.maxInSlot, operationId))) await turns.waitNoMore(operationId);
      changed(operationId);
      return false;
    },
  };

  async function whyNot(maxInSlot: number, operation: OperationRecord, signal: AbortSignal): Promise<TurnWait | undefined> {
    const others = await inTheWay(maxInSlot, operation.id);
    if (others) return others;
    try {
      const text = await azureWait(operation, signal);
      return text === undefined ? undefined : { reason: "azure", text };
    } catch (err) {
      // Waited for is only what passes. What is gone or not to be read begins, and fails with the reason.
      if (!isAppError(err) || !err.retryable) return undefined;
      log("operation-turn-unknown", { operationId: operation.id, err });
      return { reason: "azure", text: "Azure could not be asked whether it takes another one now." };
    }
  }

  async function inTheWay(maxInSlot: number, operationId: string): Promise<TurnWait | undefined> {
    if ((await turns.countBefore(operationId)) > 0) return behind;
    if ((await turns.countInSlot(operationId)) < maxInSlot) return undefined;
    return { reason: "slot", text: `${maxInSlot} others are under way there, the most Azure takes at once.` };
  }
}

const behind: TurnWait = { reason: "line", text: "Another one is before it." };
