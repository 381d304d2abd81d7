// What a snapshot stores itself, which is what is billed.
//
// An incremental snapshot stores S_k = the pages written between its predecessor and itself (the oldest one: all
// pages that hold data).

import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";
import { limits } from "./limits.ts";

/** Notes what the snapshot stores from now on. A copy under way stores nothing yet. */
export function recomputeStored(records: Records, snapshot: Snapshot, atMs: number): void {
  const bytes = storedBytes(records, snapshot);
  const last = snapshot.storedHistory.at(-1);
  if (last?.bytes === bytes) return;
  snapshot.storedHistory.push({ atMs, bytes });
  records.touch("snapshot", snapshot);
}

function storedBytes(records: Records, snapshot: Snapshot): number {
  if (snapshot.deletedAtMs !== undefined || isCopying(snapshot) || snapshot.copyCompletionError !== undefined) return 0;
  const previous = snapshot.incremental ? records.previousOf(snapshot) : undefined;
  return previous === undefined || crossesResizeBarrier(previous, snapshot)
    ? records.pages.allocatedBytes(snapshot.imageId)
    : records.pages.writtenBytes(previous.imageId, snapshot.imageId);
}

/** Azure cannot tell the difference across this growth (no diff is given): the later snapshot is then stored whole. An assumption. */
function crossesResizeBarrier(previous: Snapshot, snapshot: Snapshot): boolean {
  return previous.diskSizeBytes <= limits.resizeBarrierBytes && snapshot.diskSizeBytes > limits.resizeBarrierBytes;
}
