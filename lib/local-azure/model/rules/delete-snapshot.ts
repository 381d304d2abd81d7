// Deleting snapshot k merges what is still needed into k+1, which then stores the difference to k-1.

import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { assertNoActiveSas } from "./active-sas.ts";
import { failCopiesOf } from "./copy-progress.ts";
import { assertNotImmutable } from "./immutability.ts";
import { recomputeStored } from "./stored-bytes.ts";

export function deleteSnapshot(records: Records, snapshot: Snapshot, atMs?: number): void {
  assertNoActiveSas(records, snapshot, "snapshot");
  assertNotImmutable(records, snapshot);
  const whenMs = atMs ?? records.clock.nowMs();
  const next = records.nextOf(snapshot);
  records.bury(snapshot, whenMs);
  snapshot.storedHistory.push({ atMs: whenMs, bytes: 0 });
  if (next !== undefined) recomputeStored(records, next, whenMs);
  failCopiesOf(records, snapshot, whenMs);
}
