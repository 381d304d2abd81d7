// A disk made from a snapshot or from another disk.

import { invalidParameter } from "../../errors.ts";
import type { Disk } from "../records/disk.ts";
import type { CreationData } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";
import { isSnapshot } from "../records/resource.ts";
import { isCopying } from "../records/snapshot.ts";
import { is4kCapable } from "./disk-performance.ts";
import type { DiskSettings } from "./disks.ts";
import { addDisk, gibBytes } from "./disks.ts";
import { startHydration } from "./hydration.ts";
import { imageSettingsOf } from "./image-settings.ts";
import { isInstantlyAccessible } from "./instant-access.ts";
import { assertCopyComplete, assertNotUploading } from "./resource-rules.ts";

export interface RestoreDiskInput extends DiskSettings {
  /** A snapshot, or a disk to be copied. */
  source: Resource;
  /** Default: the source's size. */
  sizeGib?: number;
  createOption?: "Copy" | "Restore";
}

export function restoreDisk(records: Records, input: RestoreDiskInput): Disk {
  const { source } = input;
  const atMs = input.atMs ?? records.clock.nowMs();
  const isInstant = isSnapshot(source) && isInstantlyAccessible(source, atMs);
  assertRestorable(input, isInstant);
  const start = { sku: input.sku, subscriptionId: input.group.subscriptionId, atMs, isInstant };
  const hydration = isSnapshot(source) ? startHydration(records, source, start) : undefined;
  const imageId = records.pages.clone(source.imageId);
  const sizeBytes = input.sizeGib === undefined ? source.diskSizeBytes : input.sizeGib * gibBytes;
  if (sizeBytes > source.diskSizeBytes) records.pages.resize(imageId, sizeBytes);
  const inherited: DiskSettings = {
    ...input,
    osType: input.osType ?? source.osType,
    hyperVGeneration: input.hyperVGeneration ?? source.hyperVGeneration,
    encryption: input.encryption ?? source.encryption,
  };
  const { logicalSectorSize } = source.creationData;
  const creationData: CreationData = {
    createOption: input.createOption ?? "Copy",
    sourceResourceId: source.id,
    sourceUniqueId: source.uniqueId,
    ...(logicalSectorSize === undefined ? {} : { logicalSectorSize }),
  };
  return Object.assign(addDisk(records, inherited, { sizeBytes, creationData, imageId, hydration }), imageSettingsOf(source));
}

function assertRestorable(input: RestoreDiskInput, isInstant: boolean): void {
  const { source, name, sku, sizeGib } = input;
  const location = input.location ?? input.group.location;
  if (source.location !== location) {
    throw invalidParameter(
      "creationData.sourceResourceId",
      `The source ${source.id} is in region ${source.location}. A disk can only be created from a source in its own region, ${location}.`,
    );
  }
  if (isSnapshot(source) && !isInstant) assertCopyComplete(source, "create disks from");
  if (!isSnapshot(source)) assertNotUploading(source);
  if (isInstant && isCopyingSnapshot(source)) assertInstantTarget(input);
  if (sizeGib !== undefined && sizeGib * gibBytes < source.diskSizeBytes) {
    throw invalidParameter(
      "diskSizeGB",
      `The requested size of disk '${name}', ${sizeGib} GB, is smaller than its source '${source.name}', ${Math.ceil(source.diskSizeBytes / gibBytes)} GB.`,
    );
  }
  if (source.creationData.logicalSectorSize === 4096 && !is4kCapable(sku)) {
    throw invalidParameter(
      "sku",
      `A source with a logical sector size of 4096 can only create disks of type PremiumV2_LRS or UltraSSD_LRS, not ${sku}.`,
    );
  }
}

function isCopyingSnapshot(source: Resource): boolean {
  return isSnapshot(source) && isCopying(source);
}

/** While only instant access makes a snapshot readable. */
function assertInstantTarget({ source, sku, sizeGib }: RestoreDiskInput): void {
  if (!is4kCapable(sku)) {
    throw invalidParameter("sku", `Instant access snapshots can only create disks of type PremiumV2_LRS or UltraSSD_LRS, not ${sku}.`);
  }
  if (sizeGib !== undefined && sizeGib * gibBytes > source.diskSizeBytes) {
    throw invalidParameter("diskSizeGB", `A disk created by instant access must have the size of its snapshot ${source.name}.`);
  }
}
