// Rules of snapshots within a region: taking one of a disk, copying one, deleting one with its merge.
//
// An incremental snapshot stores S_k = the pages written between its predecessor and itself (the oldest one: all
// pages that hold data). Deleting k merges what is still needed into k+1, which then stores the difference to k-1.

import { invalidParameter } from "../errors.ts";
import { is4kCapable } from "./disk-performance.ts";
import { assertSameEncryptionSet } from "./encryption-rules.ts";
import { newGuid } from "./ids.ts";
import { imageSettingsOf } from "./image-settings.ts";
import { assertNotImmutable } from "./immutability.ts";
import { assertMayHaveInstantAccess } from "./instant-access.ts";
import { assertMayAddToFamily, limits } from "./limits.ts";
import { findRegion } from "./regions.ts";
import type { Resource } from "./resource-index.ts";
import { isSnapshot } from "./resource-index.ts";
import { assertCopyComplete, assertNotUploading, assertRoomInRegion, isCopying, resourceId } from "./resource-rules.ts";
import type { CreationData, Disk, Encryption, ResourceGroup, Snapshot, SnapshotSku } from "./types.ts";
import type { World } from "./world.ts";

export interface SnapshotSettings {
  name: string;
  group: ResourceGroup;
  /** Default: as Azure, the SKU of the one before, else ZRS where the region has zones; full ones LRS. */
  sku?: SnapshotSku;
  tags?: Record<string, string>;
  networkAccessPolicy?: Snapshot["networkAccessPolicy"];
  publicNetworkAccess?: Snapshot["publicNetworkAccess"];
  /** Default: the source's. */
  encryption?: Encryption;
  osType?: Snapshot["osType"];
  hyperVGeneration?: Snapshot["hyperVGeneration"];
  managedBy?: string;
  atMs?: number;
}

export interface TakeSnapshotInput extends SnapshotSettings {
  /** A disk; or a snapshot of the same region, which is copied (a full copy, or the start of a new family). */
  disk: Resource;
  incremental: boolean;
  /** Background copy of Ultra and Premium SSD v2; default by size. */
  durationMs?: number;
  instantAccessDurationMinutes?: number;
}

export function takeSnapshot(world: World, input: TakeSnapshotInput): Snapshot {
  const { disk: source, group } = input;
  const incremental = input.incremental;
  if (isSnapshot(source)) assertCopyComplete(source, "copy");
  else assertNotUploading(source);
  if (incremental) assertSameEncryptionSet(source, input.encryption);
  if (!incremental && isPremiumV2(source)) {
    throw invalidParameter("incremental", `Only incremental snapshots are supported for disks of type ${source.sku}.`);
  }
  const familyId = incremental ? familyFor(world, source) : undefined;
  const atMs = input.atMs ?? world.clock.nowMs();
  const members = familyId === undefined ? [] : world.familyMembers(familyId);
  if (incremental) assertMayAddToFamily(members, source.name, atMs);
  const sku = skuFor({ wanted: input.sku, incremental, location: source.location, previous: members.findLast(isLive) });
  assertRoomInRegion(world, { subscriptionId: group.subscriptionId, location: source.location, sku, kind: "snapshot" });
  const minutes = input.instantAccessDurationMinutes;
  if (minutes !== undefined) assertMayHaveInstantAccess({ source, incremental, minutes, atMs });
  const imageId = isSnapshot(source) ? frozenCopy(world, source.imageId) : world.pages.freeze(source.imageId);
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
    timeCreated: world.ticksAt(input.atMs),
    imageId,
    sku,
    incremental,
    incrementalSnapshotFamilyId: familyId,
    storedHistory: [],
    ...(minutes === undefined ? {} : { instantAccess: { untilMs: atMs + minutes * 60_000 } }),
  };
  if (isPremiumV2(source)) startBackgroundCopy(world, snapshot, { atMs, durationMs: input.durationMs });
  world.add("snapshot", snapshot);
  recomputeStored(world, snapshot, atMs);
  return snapshot;
}

/** PUT with createOption Empty: a full snapshot without data. */
export function createEmptySnapshot(world: World, input: SnapshotSettings & { sizeBytes: number; location: string }): Snapshot {
  const live = world.pages.create(input.sizeBytes);
  const imageId = world.pages.freeze(live);
  world.pages.drop(live);
  return addFullSnapshot(world, input, { sizeBytes: input.sizeBytes, creationData: { createOption: "Empty" }, imageId });
}

interface FullContent {
  sizeBytes: number;
  creationData: CreationData;
  /** Frozen. */
  imageId: number;
}

/** A full snapshot that does not come from a disk or snapshot. */
export function addFullSnapshot(
  world: World,
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
    timeCreated: world.ticksAt(input.atMs),
    imageId,
    sku: skuFor({ wanted: input.sku, incremental: false, location }),
    incremental: false,
    storedHistory: [],
  };
  world.add("snapshot", snapshot);
  recomputeStored(world, snapshot, input.atMs ?? world.clock.nowMs());
  return snapshot;
}

export function settingsOf(input: SnapshotSettings, group: ResourceGroup) {
  return {
    id: resourceId(group, "snapshots", input.name),
    name: input.name,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    tags: input.tags,
    uniqueId: newGuid(),
    networkAccessPolicy: input.networkAccessPolicy ?? ("AllowAll" as const),
    publicNetworkAccess: input.publicNetworkAccess ?? ("Enabled" as const),
    provisioningState: "Succeeded" as const,
    managedBy: input.managedBy,
    diskState: "Unattached" as const,
  };
}

export function inheritedFrom(source: Resource, settings: SnapshotSettings) {
  return {
    diskSizeBytes: source.diskSizeBytes,
    osType: settings.osType ?? source.osType,
    hyperVGeneration: settings.hyperVGeneration ?? source.hyperVGeneration,
    encryption: settings.encryption ?? source.encryption,
    ...imageSettingsOf(source),
  };
}

export function sectorSizeOf(source: Resource): { logicalSectorSize?: 512 | 4096 } {
  const { logicalSectorSize } = source.creationData;
  return logicalSectorSize === undefined ? {} : { logicalSectorSize };
}

function familyFor(world: World, source: Resource): string {
  return world.familyOfDisk(source.uniqueId) ?? newGuid();
}

export function frozenCopy(world: World, imageId: number): number {
  const live = world.pages.clone(imageId);
  const frozen = world.pages.freeze(live);
  world.pages.drop(live);
  return frozen;
}

interface SkuQuestion {
  wanted: SnapshotSku | undefined;
  incremental: boolean;
  location: string;
  previous?: Snapshot;
}

export function skuFor({ wanted, incremental, location, previous }: SkuQuestion): SnapshotSku {
  const hasZones = findRegion(location)?.hasZones ?? false;
  const supported: SnapshotSku[] = ["Standard_LRS", ...(hasZones ? (["Standard_ZRS"] as const) : [])];
  if (!incremental) supported.push("Premium_LRS");
  if (wanted === undefined) return !incremental ? "Standard_LRS" : (previous?.sku ?? (hasZones ? "Standard_ZRS" : "Standard_LRS"));
  if (supported.includes(wanted)) return wanted;
  const type = incremental ? "IncrementalSnapshot" : "Snapshot";
  throw invalidParameter(
    "sku",
    `SKU ${wanted} is not supported for resource type ${type} in this region. Supported SKUs for this region are ${supported.join(",")}`,
  );
}

function isPremiumV2(source: Resource): source is Disk {
  return !isSnapshot(source) && is4kCapable(source.sku);
}

function startBackgroundCopy(world: World, snapshot: Snapshot, { atMs, durationMs }: { atMs: number; durationMs?: number }): void {
  const totalBytes = world.pages.allocatedBytes(snapshot.imageId);
  snapshot.completionPercent = 0;
  snapshot.copy = { startedAtMs: atMs, durationMs: durationMs ?? copyDurationMs(totalBytes), totalBytes };
}

/** 6 to 25 seconds: long enough to be watched, short enough to be waited for. */
export function copyDurationMs(totalBytes: number): number {
  const bytesPerMs = 512 * 1024;
  return Math.round(Math.min(25_000, 6_000 + totalBytes / bytesPerMs));
}

function isLive(snapshot: Snapshot): boolean {
  return snapshot.deletedAtMs === undefined;
}

/** Notes what the snapshot stores from now on. A copy under way stores nothing yet. */
export function recomputeStored(world: World, snapshot: Snapshot, atMs: number): void {
  const bytes = storedBytes(world, snapshot);
  const last = snapshot.storedHistory.at(-1);
  if (last?.bytes === bytes) return;
  snapshot.storedHistory.push({ atMs, bytes });
  world.touch("snapshot", snapshot);
}

function storedBytes(world: World, snapshot: Snapshot): number {
  if (snapshot.deletedAtMs !== undefined || isCopying(snapshot) || snapshot.copyCompletionError !== undefined) return 0;
  const previous = snapshot.incremental ? world.previousOf(snapshot) : undefined;
  return previous === undefined || crossesResizeBarrier(previous, snapshot)
    ? world.pages.allocatedBytes(snapshot.imageId)
    : world.pages.writtenBytes(previous.imageId, snapshot.imageId);
}

/** Azure cannot tell the difference across this growth (no diff is given): the later snapshot is then stored whole. An assumption. */
function crossesResizeBarrier(previous: Snapshot, snapshot: Snapshot): boolean {
  return previous.diskSizeBytes <= limits.resizeBarrierBytes && snapshot.diskSizeBytes > limits.resizeBarrierBytes;
}

export function deleteSnapshot(world: World, snapshot: Snapshot, atMs?: number): void {
  world.assertNoActiveSas(snapshot, "snapshot");
  assertNotImmutable(world, snapshot);
  const whenMs = atMs ?? world.clock.nowMs();
  const next = world.nextOf(snapshot);
  world.bury(snapshot, whenMs);
  snapshot.storedHistory.push({ atMs: whenMs, bytes: 0 });
  if (next !== undefined) recomputeStored(world, next, whenMs);
  world.failCopiesOf(snapshot, whenMs);
}
