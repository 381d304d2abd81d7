// Rules of managed disks: a new one, and its end.

import { operationNotAllowed } from "../../errors.ts";
import { newGuid } from "../../ids.ts";
import type { ImageId } from "../../pages/page-store.ts";
import type { Disk, DiskSku } from "../records/disk.ts";
import type { CreationData, Encryption } from "../records/managed-resource.ts";
import type { Records } from "../records/records.ts";
import type { ResourceGroup } from "../records/resource-group.ts";
import { assertNoActiveSas } from "./active-sas.ts";
import { is4kCapable, performanceOf } from "./disk-performance.ts";
import { assertKnownRegion } from "./regions.ts";
import { assertRoomInRegion, resourceId } from "./resource-rules.ts";

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

export function createEmptyDisk(records: Records, input: CreateEmptyDiskInput): Disk {
  const sizeBytes = input.sizeGib * gibBytes;
  const logicalSectorSize = input.logicalSectorSize ?? (is4kCapable(input.sku) ? 4096 : undefined);
  const creationData: CreationData = { createOption: "Empty", ...(logicalSectorSize === undefined ? {} : { logicalSectorSize }) };
  return addDisk(records, input, { sizeBytes, creationData, imageId: records.pages.create(sizeBytes) });
}

export interface DiskContent {
  sizeBytes: number;
  creationData: CreationData;
  imageId: ImageId;
  hydration?: Disk["hydration"];
}

export function addDisk(records: Records, settings: DiskSettings, { sizeBytes, creationData, imageId, hydration }: DiskContent): Disk {
  const { group, name, sku, zones, tags, osType, hyperVGeneration, managedBy } = settings;
  const location = settings.location ?? group.location;
  assertKnownRegion(location, "Microsoft.Compute/disks");
  assertRoomInRegion(records, { subscriptionId: group.subscriptionId, location, sku, kind: "disk" });
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
    timeCreated: records.ticksAt(settings.atMs),
    provisioningState: "Succeeded",
    managedBy,
    imageId,
    sku,
    zones,
    diskState: managedBy === undefined ? "Unattached" : "Attached",
    ...(hydration === undefined ? {} : { hydration }),
    ...performanceOf(sku, sizeBytes),
  };
  return records.add("disk", disk);
}

export function deleteDisk(records: Records, disk: Disk, atMs?: number): void {
  if (disk.managedBy !== undefined) throw operationNotAllowed(`Disk ${disk.name} is attached to VM ${disk.managedBy}.`);
  assertNoActiveSas(records, disk, "disk");
  records.bury(disk, atMs ?? records.clock.nowMs());
}
