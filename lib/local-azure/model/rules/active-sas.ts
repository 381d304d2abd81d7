// Which disks and snapshots have a SAS that works now.

import { operationNotAllowed } from "../../errors.ts";
import type { ReadableRecords } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import type { Snapshot } from "../records/snapshot.ts";

export function hasActiveSas(records: ReadableRecords, resource: Resource): boolean {
  const nowMs = records.clock.nowMs();
  return records.grantsOf(resource).some((grant) => !grant.revoked && grant.expiresAtMs > nowMs);
}

export function assertNoActiveSas(records: ReadableRecords, resource: Resource, kind: "disk" | "snapshot"): void {
  if (!hasActiveSas(records, resource)) return;
  throw operationNotAllowed(
    `There is an active shared access signature outstanding for ${kind} ${resource.name}. Call EndGetAccess before attaching or deleting the ${kind}.`,
  );
}

/** uniqueIds of the snapshots of its family that have an active SAS. */
export function sasHoldersInFamily(records: ReadableRecords, snapshot: Snapshot): Set<string> {
  const holders = records.familyOf(snapshot).filter((member) => hasActiveSas(records, member));
  return new Set(holders.map((member) => member.uniqueId));
}
