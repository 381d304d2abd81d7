// Taking a snapshot of a disk, or copying one within its region.

import { invalidParameter } from "../../errors.ts";
import { newGuid } from "../../ids.ts";
import type { Disk } from "../records/disk.ts";
import type { Records } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import { isSnapshot } from "../records/resource.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { copyDurationMs } from "./copy-progress.ts";
import { is4kCapable } from "./disk-performance.ts";
import { assertSameEncryptionSet } from "./encryption.ts";
import { assertMayHaveInstantAccess } from "./instant-access.ts";
import { assertMayAddToFamily } from "./limits.ts";
import { assertCopyComplete, assertNotUploading, assertRoomInRegion } from "./resource-rules.ts";
import type { SnapshotSettings } from "./snapshot-settings.ts";
import { frozenCopy, inheritedFrom, sectorSizeOf, settingsOf, skuFor } from "./snapshot-settings.ts";
import { recomputeStored } from "./stored-bytes.ts";

export interface TakeSnapshotInput extends SnapshotSettings {
  /** A disk; or a snapshot of the same region, which is copied (a full copy, or the start of a new family). */
  disk: Resource;
  incremental: boolean;
  /** Background copy of Ultra and Premium SSD v2; default by size. */
  durationMs?: number;
  instantAccessDurationMinutes?: number;
}

export function takeSnapshot(records: Records, input: TakeSnapshotInput): Snapshot {
  const { disk: source, group } = input;
  const incremental = input.incremental;
  if (isSnapshot(source)) assertCopyComplete(source, "copy");
  else assertNotUploading(source);
  if (incremental) assertSameEncryptionSet(source, input.encryption);
  if (!incremental && isPremiumV2(source)) {
    throw invalidParameter("incremental", `Only incremental snapshots are supported for disks of type ${source.sku}.`);
  }
  const familyId = incremental ? (records.familyOfDisk(source.uniqueId) ?? newGuid()) : undefined;
  const atMs = input.atMs ?? records.clock.nowMs();
  const members = familyId === undefined ? [] : records.familyMembers(familyId);
  if (incremental) assertMayAddToFamily(members, source.name, atMs);
  const sku = skuFor({ wanted: input.sku, incremental, location: source.location, previous: members.findLast(isLive) });
  assertRoomInRegion(records, { subscriptionId: group.subscriptionId, location: source.location, sku, kind: "snapshot" });
  const minutes = input.instantAccessDurationMinutes;
  if (minutes !== undefined) assertMayHaveInstantAccess({ source, incremental, minutes, atMs });
  const imageId = isSnapshot(source) ? frozenCopy(records, source.imageId) : records.pages.freeze(source.imageId);
  const snapshot: Snapshot = {
    ...inheritedFrom(source, input),
    ...settingsOf(input, group),
    creationData: {
      createOption: "Copy",
      sourceResourceId: source.id,
      sourceUniqueId: source.uniqueId,
      ...sectorSizeOf(source),
      ...(minutes === undefined ? {} : { instantAccessDurationMinutes: minutes }),
    },
    location: source.location,
    timeCreated: records.ticksAt(input.atMs),
    imageId,
    sku,
    incremental,
    incrementalSnapshotFamilyId: familyId,
    storedHistory: [],
    ...(minutes === undefined ? {} : { instantAccess: { untilMs: atMs + minutes * 60_000 } }),
  };
  if (isPremiumV2(source)) startBackgroundCopy(records, snapshot, { atMs, durationMs: input.durationMs });
  records.add("snapshot", snapshot);
  recomputeStored(records, snapshot, atMs);
  return snapshot;
}

function isPremiumV2(source: Resource): source is Disk {
  return !isSnapshot(source) && is4kCapable(source.sku);
}

function startBackgroundCopy(records: Records, snapshot: Snapshot, { atMs, durationMs }: { atMs: number; durationMs?: number }): void {
  const totalBytes = records.pages.allocatedBytes(snapshot.imageId);
  snapshot.completionPercent = 0;
  snapshot.copy = { startedAtMs: atMs, durationMs: durationMs ?? copyDurationMs(totalBytes), totalBytes };
}

function isLive(snapshot: Snapshot): boolean {
  return snapshot.deletedAtMs === undefined;
}
