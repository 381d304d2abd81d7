// Rate and time left of an operation, only where they are known: from bytes or from Azure's own percentage, and not
// from the first moments, which say nothing.
import type { OperationRow } from "#lib/contract/operations.ts";
import { isFinal } from "#lib/domain/operations/operation-state.ts";

export interface ProgressEstimate {
  elapsedMs: number;
  /** Moved so far: as it was told, or by Azure's percentage of what was planned; undefined where neither is known. */
  doneBytes: number | undefined;
  bytesPerSecond: number | undefined;
  remainingMs: number | undefined;
}

const MIN_ELAPSED_MS = 5_000;
const MIN_SHARE = 0.02;

/** isHeard: the server answers. While it does not, nothing is said of what is to come. */
export function estimateProgress(operation: OperationRow, nowMs: number, isHeard = true): ProgressEstimate {
  const startMs = Date.parse(operation.startedAt ?? operation.createdAt);
  const endMs = operation.finishedAt ? Date.parse(operation.finishedAt) : nowMs;
  const elapsedMs = Math.max(0, endMs - startMs);
  const doneBytes = movedBytes(operation);
  // What is known is as old as the last word: since then time has passed, and nothing was learned.
  const heardMs = Math.min(endMs, Math.max(startMs, Date.parse(operation.updatedAt)));
  const untilHeardMs = heardMs - startMs;
  const isKnown = untilHeardMs >= MIN_ELAPSED_MS;
  const bytesPerSecond = isHeard && isKnown && doneBytes !== undefined && doneBytes > 0 ? (doneBytes / untilHeardMs) * 1000 : undefined;
  const share = shareDone(operation);
  const isRunning = !isFinal(operation.state) && operation.state !== "cancelling";
  const isTelling = isHeard && isRunning && isKnown && share !== undefined && share >= MIN_SHARE && share < 1;
  const remainingMs = isTelling ? (untilHeardMs * (1 - share)) / share - (endMs - heardMs) : undefined;
  return { elapsedMs, doneBytes, bytesPerSecond, remainingMs: remainingMs !== undefined && remainingMs > 0 ? remainingMs : undefined };
}

/** That something is there at the end says nothing of bytes: Azure fills a disk in the background. */
function movedBytes({ state, percent, doneBytes, totalBytes }: OperationRow): number | undefined {
  if (doneBytes !== null) return doneBytes;
  if (isFinal(state)) return undefined;
  return percent === null || totalBytes === null ? undefined : Math.round((percent / 100) * totalBytes);
}

function shareDone({ percent, doneBytes, totalBytes }: OperationRow): number | undefined {
  if (percent !== null) return percent / 100;
  if (doneBytes !== null && totalBytes) return doneBytes / totalBytes;
  return undefined;
}
