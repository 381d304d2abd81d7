// Full snapshots that do not come from a disk or snapshot.

import type { CreationData } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { SnapshotSettings } from "./snapshot-settings.ts";
import { settingsOf, skuFor } from "./snapshot-settings.ts";
import { recomputeStored } from "./stored-bytes.ts";

export interface EmptySnapshotInput extends SnapshotSettings {
  sizeBytes: number;
  location: string;
}

/** PUT with createOption Empty: a full snapshot without data. */
export function createEmptySnapshot(records: Records, input: EmptySnapshotInput): Snapshot {
  const live = records.pages.create(input.sizeBytes);
  const imageId = records.pages.freeze(live);
  records.pages.drop(live);
  return addFullSnapshot(records, input, { sizeBytes: input.sizeBytes, creationData: { createOption: "Empty" }, imageId });
}

interface FullContent {
  sizeBytes: number;
  creationData: CreationData;
  /** Frozen. */
  imageId: number;
}

export function addFullSnapshot(
  records: Records,
  input: SnapshotSettings & { location: string },
  { sizeBytes, creationData, imageId }: FullContent,
): Snapshot {
  const { group, location } = input;
  const snapshot: Snapshot = {
    ...settingsOf(input, group),
    osType: input.osType,
    hyperVGeneration: input.hyperVGeneration,
    encryption: input.encryption ?? { type: "EncryptionAtRestWithPlatformKey" },
    diskSizeBytes: sizeBytes,
    creationData,
    location,
    timeCreated: records.ticksAt(input.atMs),
    imageId,
    sku: skuFor({ wanted: input.sku, incremental: false, location }),
    incremental: false,
    storedHistory: [],
  };
  records.add("snapshot", snapshot);
  recomputeStored(records, snapshot, input.atMs ?? records.clock.nowMs());
  return snapshot;
}
