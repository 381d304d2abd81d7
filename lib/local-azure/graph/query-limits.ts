// What one query may take of the process that serves everybody: rows of a join, and time. Between
// operators, and between rows where an operator takes one after the other, others get their turn.

import { AzureError } from "../errors.ts";

/** Of a join that has more rows than its left side: one that finds at most one partner a row is never too large. */
const mostJoinedRows = 100_000;
/** After it a query lets others go on where it can. */
const turnMs = 50;
/** Of what cannot be interrupted, sorting above all: the longest anybody waits for a query. */
const mostTurnMs = 1_000;
/** Of all turns; waiting for others does not count. The app's query over 100,000 snapshots takes 2 s. */
const mostQueryMs = 20_000;

export interface QueryTime {
  /** Of every row: throws when the time is up. */
  check(): void;
  isTurnOver(): boolean;
  /** Ends a turn; what comes after the yield is the next one's. */
  pause(): Generator<undefined, void>;
}

export function createQueryTime(realNowMs: () => number): QueryTime {
  let spentMs = 0;
  let startedMs = realNowMs();
  return {
    check() {
      const takenMs = realNowMs() - startedMs;
      if (takenMs > mostTurnMs) throw tooCostly("QueryTimeout", `One of its operators holds all others up for more than ${mostTurnMs} ms.`);
      if (spentMs + takenMs > mostQueryMs) throw tooCostly("QueryTimeout", `It takes more than ${mostQueryMs} ms.`);
    },
    isTurnOver: () => realNowMs() - startedMs > turnMs,
    *pause() {
      spentMs += realNowMs() - startedMs;
      yield;
      startedMs = realNowMs();
    },
  };
}

export function assertJoinedRows(count: number, leftRows: number): void {
  const most = Math.max(mostJoinedRows, leftRows);
  if (count > most)
    throw tooCostly("ResponsePayloadTooLarge", `A join of it has more than ${most} rows; join on keys that tell rows apart.`);
}

function tooCostly(code: string, message: string): AzureError {
  return new AzureError(400, "BadRequest", "Please provide below info when asking for support: the query and the time.", {
    details: [{ code, message: `The query exceeds what it may use. ${message}` }],
  });
}
