// What came of one snapshot of a delete, in words: an operation that has ended has nothing that is "being deleted".
import type { OperationRow } from "#lib/contract/operations.ts";
import type { ItemState, OperationItem } from "#lib/domain/operations/operation-item.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

const WORDS: Record<ItemState, string> = {
  waiting: "not yet",
  running: "being deleted",
  done: "deleted",
  refused: "left",
  failed: "failed",
};

/** It ended before anybody could say what came of these. */
const AT_THE_END: Partial<Record<ItemState, string>> = { waiting: "not deleted", running: "outcome unknown" };

interface RowWords {
  word: string;
  why: string;
  /** Its operation ended without it. */
  isLeftOpen: boolean;
}

export function rowWords({ state: ofAll, error }: Pick<OperationRow, "state" | "error">, { state, detail }: OperationItem): RowWords {
  const atTheEnd = isFinal(ofAll) ? AT_THE_END[state] : undefined;
  if (atTheEnd === undefined) return { word: WORDS[state], why: detail ?? "", isLeftOpen: false };
  const last = ofAll === "cancelled" ? (detail ?? "The operation was cancelled.") : (detail ?? error?.message ?? "");
  const asked = state === "running" ? ["Asked for, outcome unknown: a retry looks."] : [];
  return { word: atTheEnd, why: [...asked, ...(last ? [last] : [])].join(" "), isLeftOpen: true };
}
