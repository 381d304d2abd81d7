// Rules of managed disks: create empty, restore from a snapshot, grow, delete.

import { AzureError, invalidParameter, operationNotAllowed } from "../errors.ts";
import { is4kCapable, performanceOf } from "./disk-performance.ts";
import { isHydrating, startHydration } from "./hydration.ts";
import { newGuid } from "./ids.ts";
import { imageSettingsOf } from "./image-settings.ts";
import { isInstantlyAccessible } from "./instant-access.ts";
import { findRegion } from "./regions.ts";
import type { Resource } from "./resource-index.ts";
import { isSnapshot } from "./resource-index.ts";
import { assertCopyComplete, assertNotUploading, assertRoomInRegion, isCopying, resourceId } from "./resource-rules.ts";
import type { CreationData, Disk, DiskSku, Encryption, ResourceGroup } from "./types.ts";
import type { World } from "./world.ts";

export const gibBytes = 2 ** 30;

export interface DiskSettings {
  name: string;
  group: ResourceGroup;
  /** Default: the group's. */
  location?: string;
  sku: DiskSku;
  zones?: string[];
  tags?: Record<string, string>;
  osType?: "Windows" | "Linux";
  hyperVGeneration?: "V1" | "V2";
  encryption?: Encryption;
  networkAccessPolicy?: Disk["networkAccessPolicy"];
  publicNetworkAccess?: Disk["publicNetworkAccess"];
  /** The VM it is attached to: diskState becomes Attached. */
  managedBy?: string;
  atMs?: number;
}

export interface CreateEmptyDiskInput extends DiskSettings {
  sizeGib: number;
  logicalSectorSize?: 512 | 4096;
}

export interface RestoreDiskInput extends DiskSettings {
  /** A snapshot, or a disk to be copied. */
  source: Resource;
  /** Default: the source's size. */
  sizeGib?: number;
  createOption?: "Copy" | "Restore";
}

export function createEmptyDisk(world: World, input: CreateEmptyDiskInput): Disk {
  const sizeBytes = input.sizeGib * gibBytes;
  const logicalSectorSize = input.logicalSectorSize ?? (is4kCapable(input.sku) ? 4096 : undefined);
  const creationData: CreationData = { createOption: "Empty", ...(logicalSectorSize === undefined ? {} : { logicalSectorSize }) };
  return addDisk(world, input, { sizeBytes, creationData, imageId: world.pages.create(sizeBytes) });
}

export function restoreDisk(world: World, input: RestoreDiskInput): Disk {
  const { source } = input;
  const atMs = input.atMs ?? world.clock.nowMs();
  const isInstant = isSnapshot(source) && isInstantlyAccessible(source, atMs);
  assertRestorable(input, isInstant);
  const start = { sku: input.sku, subscriptionId: input.group.subscriptionId, atMs, isInstant };
  const hydration = isSnapshot(source) ? startHydration(world, source, start) : undefined;
  const imageId = world.pages.clone(source.imageId);
  const sizeBytes = input.sizeGib === undefined ? source.diskSizeBytes : input.sizeGib * gibBytes;
  if (sizeBytes > source.diskSizeBytes) world.pages.resize(imageId, sizeBytes);
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
  return Object.assign(addDisk(world, inherited, { sizeBytes, creationData, imageId, hydration }), imageSettingsOf(source));
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

export interface DiskContent {
  sizeBytes: number;
  creationData: CreationData;
  imageId: number;
  hydration?: Disk["hydration"];
}

export function addDisk(world: World, settings: DiskSettings, { sizeBytes, creationData, imageId, hydration }: DiskContent): Disk {
  const { group, name, sku, zones, tags, osType, hyperVGeneration, managedBy } = settings;
  const location = settings.location ?? group.location;
  if (findRegion(location) === undefined) throw unknownLocation(location, "Microsoft.Compute/disks");
  assertRoomInRegion(world, { subscriptionId: group.subscriptionId, location, sku, kind: "disk" });
  const disk: Disk = {
    id: resourceId(group, "disks", name),
    name,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    location,
    tags,
    uniqueId: newGuid(),
    creationData,
    diskSizeBytes: sizeBytes,
    osType,
    hyperVGeneration,
    encryption: settings.encryption ?? { type: "EncryptionAtRestWithPlatformKey" },
    networkAccessPolicy: settings.networkAccessPolicy ?? "AllowAll",
    publicNetworkAccess: settings.publicNetworkAccess ?? "Enabled",
    timeCreated: world.ticksAt(settings.atMs),
    provisioningState: "Succeeded",
    managedBy,
    imageId,
    sku,
    zones,
    diskState: managedBy === undefined ? "Unattached" : "Attached",
    ...(hydration === undefined ? {} : { hydration }),
    ...performanceOf(sku, sizeBytes),
  };
  return world.add("disk", disk);
}

export function growDisk(world: World, disk: Disk, sizeGib: number): void {
  const sizeBytes = sizeGib * gibBytes;
  if (sizeBytes < disk.diskSizeBytes) {
    throw invalidParameter(
      "diskSizeGB",
      `Disk '${disk.name}' cannot be made smaller: it has ${disk.diskSizeBytes / gibBytes} GB, ${sizeGib} GB were asked for.`,
    );
  }
  assertNotUploading(disk);
  if (isHydrating(disk, world.clock.nowMs())) {
    throw operationNotAllowed(`Disk ${disk.name} cannot be resized while its data is being copied. Wait until completionPercent is 100.`);
  }
  world.pages.resize(disk.imageId, sizeBytes);
  disk.diskSizeBytes = sizeBytes;
  Object.assign(disk, performanceOf(disk.sku, sizeBytes));
  world.touch("disk", disk);
  world.failBackgroundCopiesOf(disk);
}

export function deleteDisk(world: World, disk: Disk, atMs?: number): void {
  if (disk.managedBy !== undefined) throw operationNotAllowed(`Disk ${disk.name} is attached to VM ${disk.managedBy}.`);
  world.assertNoActiveSas(disk, "disk");
  world.bury(disk, atMs ?? world.clock.nowMs());
}

export function unknownLocation(location: string, type: string): AzureError {
  return new AzureError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type '${type}'.`,
  );
}
