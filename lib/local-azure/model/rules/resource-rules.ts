// What holds for disks and snapshots alike.

import { operationNotAllowed } from "../../errors.ts";
import { type Disk, isUploading } from "../records/disk.ts";
import type { ReadableRecords } from "../records/records.ts";
import type { ResourceGroup } from "../records/resource-group.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";

const resourcesPerRegion = 50_000;

export function resourceId(group: ResourceGroup, type: "disks" | "snapshots", name: string): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/${type}/${name}`;
}

/** A snapshot whose background copy is under way or failed has no complete image to give. */
export function assertCopyComplete(snapshot: Snapshot, purpose: string): void {
  if (!isCopying(snapshot) && (snapshot.completionPercent ?? 100) >= 100) return;
  throw operationNotAllowed(
    `Cannot ${purpose} snapshot ${snapshot.name} because the copy of its data is not complete. Wait until completionPercent is 100.`,
  );
}

/** A disk whose bytes are still being sent has nothing to give. */
export function assertNotUploading(disk: Disk): void {
  if (!isUploading(disk)) return;
  throw operationNotAllowed(`Disk ${disk.name} is in state ${disk.diskState}. Upload its data and call EndGetAccess first.`);
}

interface Place {
  subscriptionId: string;
  location: string;
  sku: string;
  kind: "disk" | "snapshot";
}

/** 50,000 disks of a type, or snapshots of a redundancy, in a region of a subscription. */
export function assertRoomInRegion(records: ReadableRecords, { subscriptionId, location, sku, kind }: Place): void {
  if (records.countIn(subscriptionId) < resourcesPerRegion) return;
  let count = 0;
  for (const resource of records.liveIn(subscriptionId)) {
    if (resource.sku === sku && resource.location === location && "incremental" in resource === (kind === "snapshot")) count++;
  }
  if (count < resourcesPerRegion) return;
  throw operationNotAllowed(
    `Subscription ${subscriptionId} has ${resourcesPerRegion} ${kind}s of type ${sku} in ${location}, which is the maximum.`,
  );
}
