// What a test or a demonstration does to a copy that runs: hold it, let it go on, make it fail.

import { operationNotAllowed } from "../../errors.ts";
import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";
import type { CopyError } from "./copy-progress.ts";
import { completionPercent } from "./copy-progress.ts";
import { settle } from "./settle.ts";

/** Stands still at percent (now, or when it gets there), until releaseCopy. */
export function holdCopy(records: Records, snapshot: Snapshot, percent: number): void {
  const copy = assertRunning(snapshot);
  copy.holdAtPercent = Math.max(percent, completionPercent(snapshot, records.clock.nowMs()) ?? 0);
  records.touch("snapshot", snapshot);
}

/** Goes on from where it stands. */
export function releaseCopy(records: Records, snapshot: Snapshot): void {
  const copy = assertRunning(snapshot);
  const nowMs = records.clock.nowMs();
  const percent = completionPercent(snapshot, nowMs) ?? 0;
  copy.startedAtMs = nowMs - (percent / 100) * copy.durationMs;
  delete copy.holdAtPercent;
  records.touch("snapshot", snapshot);
}

export function failCopyAt(records: Records, snapshot: Snapshot, percent: number, error: CopyError): void {
  const copy = assertRunning(snapshot);
  copy.failAtPercent = Math.max(percent, completionPercent(snapshot, records.clock.nowMs()) ?? 0);
  copy.failWith = error;
  records.touch("snapshot", snapshot);
  settle(records);
}

function assertRunning(snapshot: Snapshot): NonNullable<Snapshot["copy"]> {
  if (snapshot.copy === undefined || !isCopying(snapshot)) throw operationNotAllowed(`Snapshot ${snapshot.name} has no copy in progress.`);
  return snapshot.copy;
}
