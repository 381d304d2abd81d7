// The state machine as SQL: conditions and new states of the store's statements are made of its moves.
import { type RawBuilder, sql } from "kysely";
import { FINAL_STATES, movesOn, type OperationEvent, type OperationState } from "#lib/domain/operations/operation-state.ts";

/** Whether the operation is in one of the states. Literals, so that the index of those under way serves. */
export function isIn(states: readonly OperationState[]): RawBuilder<boolean> {
  return sql<boolean>`state in (${listOf(states)})`;
}

/** Whether its state takes the event. */
export function takes(event: OperationEvent): RawBuilder<boolean> {
  return isIn(movesOn(event).map(([from]) => from));
}

/** What a statement that `takes` the event writes. */
export function moveOn(event: OperationEvent): { state: RawBuilder<string>; finished_at: RawBuilder<Date> } {
  const moves = movesOn(event).map(([from, to]) => sql`when ${sql.lit(from)} then ${sql.lit(to)}`);
  const state = sql<string>`case state ${sql.join(moves, sql` `)} end`;
  return { state, finished_at: sql<Date>`case when ${state} in (${listOf(FINAL_STATES)}) then now() end` };
}

function listOf(states: readonly OperationState[]): RawBuilder<unknown> {
  return sql.join(states.map((state) => sql.lit(state)));
}
