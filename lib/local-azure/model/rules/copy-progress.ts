// Background copies of snapshots: CopyStart into another region, and what fills snapshots of Premium SSD v2 and Ultra disks.
//
//   running ──clock passes──▶ done (completionPercent 100, copy.endedAtMs set)
//      │ └─ holdAtPercent: stands still there until released
//      └─ failWith: stops at failAtPercent with copyCompletionError, held below it not before it is released
//
// Progress is a function of the clock, so it goes on over a restart; settleCopies turns what has ended into facts.

import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";
import { recomputeStored } from "./stored-bytes.ts";

export interface CopyError {
  errorCode: string;
  errorMessage: string;
}

export const copySourceNotFound: CopyError = {
  errorCode: "CopySourceNotFound",
  errorMessage: "The source snapshot was deleted before the copy of its data was complete.",
};

/** 6 to 25 seconds: long enough to be watched, short enough to be waited for. */
export function copyDurationMs(totalBytes: number): number {
  const bytesPerMs = 512 * 1024;
  return Math.round(Math.min(25_000, 6_000 + totalBytes / bytesPerMs));
}

/** 0 to 100 at this time of the clock. */
export function completionPercent(snapshot: Snapshot, nowMs: number): number | undefined {
  const { copy } = snapshot;
  if (copy === undefined || !isCopying(snapshot)) return snapshot.completionPercent;
  const elapsed = Math.max(0, nowMs - copy.startedAtMs);
  const percent = copy.durationMs === 0 ? 100 : Math.min(100, (elapsed / copy.durationMs) * 100);
  return Math.floor(Math.min(percent, ceilingPercent(copy)) * 100) / 100;
}

type Copy = NonNullable<Snapshot["copy"]>;

function ceilingPercent(copy: Copy): number {
  return Math.min(copy.holdAtPercent ?? 100, failPercent(copy) ?? 100);
}

/** undefined: it will not fail. */
function failPercent({ failWith, failAtPercent = 50 }: Copy): number | undefined {
  return failWith === undefined ? undefined : failAtPercent;
}

/** Makes facts of the copies the clock has ended. */
export function settleCopies(records: Records): void {
  const nowMs = records.clock.nowMs();
  for (const snapshot of [...records.runningCopies()]) {
    const { copy } = snapshot;
    const percent = completionPercent(snapshot, nowMs);
    if (copy === undefined || percent === undefined || percent < ceilingPercent(copy)) continue;
    const endedAtMs = copy.startedAtMs + (copy.durationMs * percent) / 100;
    const fails = failPercent(copy);
    if (fails !== undefined && copy.failWith !== undefined && percent >= fails)
      fail(records, snapshot, { percent, endedAtMs, error: copy.failWith });
    else if (percent >= 100) end(records, snapshot, { percent, endedAtMs });
  }
}

interface CopyEnd {
  percent: number;
  endedAtMs: number;
}

function fail(records: Records, snapshot: Snapshot, { error, ...at }: CopyEnd & { error: CopyError }): void {
  const next = records.nextOf(snapshot);
  snapshot.copyCompletionError = error;
  if (snapshot.copy !== undefined) snapshot.copy.holdAtPercent = at.percent;
  end(records, snapshot, at);
  if (next !== undefined) recomputeStored(records, next, Math.max(at.endedAtMs, next.storedHistory.at(-1)?.atMs ?? 0));
}

function end(records: Records, snapshot: Snapshot, { percent, endedAtMs }: CopyEnd): void {
  if (snapshot.copy !== undefined) snapshot.copy.endedAtMs = endedAtMs;
  snapshot.completionPercent = percent;
  recomputeStored(records, snapshot, endedAtMs);
  records.endCopy(snapshot);
}

/** The source of running copies is gone: they stop where they are. */
export function failCopiesOf(records: Records, source: Snapshot, atMs: number): void {
  for (const copy of [...records.runningCopies()]) {
    if (copy.creationData.createOption !== "CopyStart" || copy.creationData.sourceUniqueId !== source.uniqueId) continue;
    fail(records, copy, { percent: completionPercent(copy, atMs) ?? 0, endedAtMs: atMs, error: copySourceNotFound });
  }
}

const sourceDiskGrew: CopyError = {
  errorCode: "SourceDiskResized",
  errorMessage: "The source disk was resized before the background copy of the snapshot's data was complete.",
};

/** The disk has grown: its snapshots that are still being copied fail. */
export function failBackgroundCopiesOf(records: Records, diskUniqueId: string): void {
  const nowMs = records.clock.nowMs();
  for (const copy of [...records.runningCopies()]) {
    if (copy.creationData.createOption !== "Copy" || copy.creationData.sourceUniqueId !== diskUniqueId) continue;
    fail(records, copy, { percent: completionPercent(copy, nowMs) ?? 0, endedAtMs: nowMs, error: sourceDiskGrew });
  }
}
