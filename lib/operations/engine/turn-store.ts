// The queue of operations that may not all begin at once: those of one line one after the other, those of one slot so many at a time.
// Who waits has neither worker nor lease; the database lets one of a line begin, on however many servers (migrations.ts).
import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { OperationRecord } from "./operation-store.ts";
import type { OperationTurn, TurnWait } from "./operation-turn.ts";

export interface TurnRecord extends OperationTurn {
  isBegun: boolean;
  operation: OperationRecord;
}

export interface QueuePlace {
  /** 1: nothing of its line is before it. */
  position: number;
  /** What is right before it, where it is in sight. */
  behind?: { id: string; title: string };
}

export interface TurnStore {
  /** Ids of those that are due and have not begun. */
  due(limit: number): Promise<string[]>;
  /** Undefined: it has none, and begins when it is due. */
  find(operationId: string): Promise<TurnRecord | undefined>;
  /** How many of its line are under way or come before it. */
  countBefore(operationId: string): Promise<number>;
  /** How many of its slot are under way, or wait for room in it and were handed in before. */
  countInSlot(operationId: string): Promise<number>;
  /** It is its turn. False: another one of its line is under way. */
  begin(operationId: string): Promise<boolean>;
  /** Nobody looks at it again before so long, unless one before it ends. */
  wait(operationId: string, why: TurnWait, lookAgainMs: number): Promise<void>;
  /** It is due again at once: what it waited for is no longer in its way. */
  waitNoMore(operationId: string): Promise<void>;
  /** Of those that have not begun: where they stand, for who may see so much. */
  places(operationIds: readonly string[], sight: Sight): Promise<Map<string, QueuePlace>>;
}
