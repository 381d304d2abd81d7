// Disks and snapshots as the disk provider writes them. The order of the properties is Azure's.

import { toArmTime, toTicks } from "../../clock.ts";
import type { Disk, DiskSku } from "../../model/records/disk.ts";
import { isUploading } from "../../model/records/disk.ts";
import type { CreationData } from "../../model/records/managed-resource.ts";
import type { ReadableRecords } from "../../model/records/records.ts";
import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { completionPercent } from "../../model/rules/copy-progress.ts";
import { hydrationPercent } from "../../model/rules/hydration.ts";
import { isImmutable } from "../../model/rules/immutability.ts";
import { accessStateOf } from "../../model/rules/instant-access.ts";
import { propertiesAt } from "./property-versions.ts";

const gibBytes = 2 ** 30;

export interface ViewOptions {
  /** Subscription-wide lists write the group in upper case. */
  isUpperCaseGroup?: boolean;
  /** The output of the operation that made it does not have completionPercent yet. */
  isOperationOutput?: boolean;
  /** The caller's: what came later is left out. Absent: everything. */
  apiVersion?: string;
}

type Now = Pick<ReadableRecords, "clock">;

export function resourceView(now: Now, resource: Resource, options: ViewOptions = {}): object {
  const view = isSnapshot(resource) ? snapshotView(now, resource, options) : diskView(now, resource, options);
  const { apiVersion } = options;
  return apiVersion === undefined ? view : { ...view, properties: viewAt(apiVersion, resource, view.properties) };
}

function viewAt(apiVersion: string, resource: Resource, properties: { creationData: object }): object {
  const creationData = propertiesAt(apiVersion, "CreationData", properties.creationData);
  return propertiesAt(apiVersion, isSnapshot(resource) ? "Snapshot" : "Disk", { ...properties, creationData });
}

function snapshotView({ clock }: Now, snapshot: Snapshot, options: ViewOptions) {
  const percent = options.isOperationOutput ? undefined : completionPercent(snapshot, clock.nowMs());
  return {
    ...envelope(snapshot, "Microsoft.Compute/snapshots", options),
    ...(snapshot.managedBy === undefined ? {} : { managedBy: snapshot.managedBy }),
    sku: { name: snapshot.sku, tier: snapshot.sku.split("_")[0] },
    properties: {
      ...dataProperties(snapshot),
      encryption: snapshot.encryption,
      incremental: snapshot.incremental,
      ...stateProperties({ clock }, snapshot),
      completionPercent: percent,
      copyCompletionError: snapshot.copyCompletionError,
      snapshotAccessState: accessStateOf(snapshot, clock.nowMs()),
      immutabilityPolicy: immutabilityView(snapshot, clock.nowMs()),
      incrementalSnapshotFamilyId: snapshot.incrementalSnapshotFamilyId,
    },
  };
}

function immutabilityView(snapshot: Snapshot, nowMs: number): object | undefined {
  const { immutability } = snapshot;
  if (immutability === undefined) return undefined;
  return {
    immutabilityDurationDays: immutability.durationDays,
    type: immutability.type,
    policyStartTime: toArmTime(toTicks(immutability.startedAtMs)),
    policyExpirationTime: toArmTime(toTicks(immutability.expiresAtMs)),
    isPolicyExpired: !isImmutable(snapshot, nowMs),
  };
}

function diskView({ clock }: Now, disk: Disk, options: ViewOptions) {
  return {
    ...envelope(disk, "Microsoft.Compute/disks", options),
    ...(disk.zones === undefined ? {} : { zones: disk.zones }),
    ...(disk.managedBy === undefined ? {} : { managedBy: disk.managedBy }),
    sku: { name: disk.sku, tier: tierOf(disk.sku) },
    properties: {
      ...dataProperties(disk),
      diskIOPSReadWrite: disk.diskIOPSReadWrite,
      diskMBpsReadWrite: disk.diskMBpsReadWrite,
      encryption: disk.encryption,
      ...stateProperties({ clock }, disk),
      tier: disk.tier,
      maxShares: disk.maxShares,
      completionPercent: options.isOperationOutput ? undefined : hydrationPercent(disk, clock.nowMs()),
    },
  };
}

function envelope(resource: Resource, type: string, { isUpperCaseGroup = false }: ViewOptions): object {
  const id = isUpperCaseGroup
    ? resource.id.replace(/(\/resourceGroups\/)([^/]+)/i, (_, before: string, group: string) => before + group.toUpperCase())
    : resource.id;
  return { name: resource.name, id, type, location: resource.location, tags: resource.tags };
}

function dataProperties(resource: Resource) {
  return {
    osType: resource.osType,
    hyperVGeneration: resource.hyperVGeneration,
    purchasePlan: resource.purchasePlan,
    supportsHibernation: resource.supportsHibernation,
    supportedCapabilities: resource.supportedCapabilities,
    creationData: creationDataView(resource.creationData),
    diskSizeGB: shownSize(resource, gibBytes),
    encryptionSettingsCollection: resource.encryptionSettingsCollection,
  };
}

function creationDataView(data: CreationData): object {
  const { createOption, sourceResourceId, sourceUniqueId, ...others } = data;
  return { createOption, sourceResourceId, sourceUniqueId, ...others };
}

function stateProperties(now: Now, resource: Resource): object {
  return {
    networkAccessPolicy: resource.networkAccessPolicy,
    publicNetworkAccess: resource.publicNetworkAccess,
    dataAccessAuthMode: resource.dataAccessAuthMode,
    diskAccessId: resource.diskAccessId,
    timeCreated: toArmTime(resource.timeCreated),
    provisioningState: provisioningState(now, resource),
    diskState: resource.diskState,
    diskSizeBytes: shownSize(resource, 1),
    uniqueId: resource.uniqueId,
  };
}

/** In whole units. A disk has its size when its upload is finished. */
export function shownSize(resource: Resource, unitBytes: number): number | undefined {
  return !isSnapshot(resource) && isUploading(resource) ? undefined : Math.floor(resource.diskSizeBytes / unitBytes);
}

export function provisioningState({ clock }: Now, resource: Resource): string {
  const { busy } = resource;
  return busy !== undefined && busy.untilMs > clock.nowMs() ? busy.state : resource.provisioningState;
}

function tierOf(sku: DiskSku): string {
  if (sku === "UltraSSD_LRS") return "Ultra";
  return sku.startsWith("Premium") ? "Premium" : "Standard";
}
