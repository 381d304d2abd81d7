// From the SDK's models to the domain's disks and snapshots. What Azure leaves out gets its documented default.
import type { Disk as ArmDisk, Snapshot as ArmSnapshot } from "@azure/arm-compute";
import type { Disk, Encryption, NetworkAccessPolicy, Snapshot, SnapshotAccessState } from "#lib/domain/inventory/inventory.ts";
import { parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import { toAzureTime } from "./azure-time.ts";

const GIB_BYTES = 1024 ** 3;

/** `rawTime` is timeCreated as Azure wrote it, with the digits a Date loses. */
export function toDisk(disk: ArmDisk, rawTime: string | undefined): Disk {
  return {
    ...commonParts(disk, rawTime),
    sku: disk.sku?.name ?? "Standard_LRS",
    zones: disk.zones ?? [],
    ...(disk.creationData?.createOption ? { createOption: disk.creationData.createOption } : {}),
    ...(disk.creationData?.sourceResourceId ? { sourceResourceId: disk.creationData.sourceResourceId } : {}),
    ...(disk.creationData?.sourceUniqueId ? { sourceUniqueId: disk.creationData.sourceUniqueId } : {}),
  };
}

export function toSnapshot(snapshot: ArmSnapshot, rawTime: string | undefined): Snapshot {
  const source = snapshot.creationData;
  const error = snapshot.copyCompletionError;
  return {
    ...commonParts(snapshot, rawTime),
    sku: snapshot.sku?.name ?? "Standard_LRS",
    incremental: snapshot.incremental ?? false,
    ...(snapshot.incrementalSnapshotFamilyId ? { familyId: snapshot.incrementalSnapshotFamilyId } : {}),
    createOption: source?.createOption ?? "Copy",
    ...(source?.sourceResourceId ? { sourceResourceId: source.sourceResourceId } : {}),
    ...(source?.sourceUniqueId ? { sourceUniqueId: source.sourceUniqueId } : {}),
    ...(typeof snapshot.completionPercent === "number" ? { completionPercent: snapshot.completionPercent } : {}),
    ...(error ? { copyError: { code: error.errorCode, message: error.errorMessage } } : {}),
    ...(snapshot.snapshotAccessState ? { snapshotAccessState: snapshot.snapshotAccessState as SnapshotAccessState } : {}),
  };
}

function commonParts(resource: ArmDisk | ArmSnapshot, rawTime: string | undefined) {
  const id = resource.id ?? "";
  const parts = parseResourceId(id);
  return {
    id,
    name: resource.name ?? parts?.name ?? id,
    subscriptionId: parts?.subscriptionId ?? "",
    resourceGroup: parts?.resourceGroup ?? "",
    location: resource.location.toLowerCase().replaceAll(" ", ""),
    tags: resource.tags ?? {},
    diskSizeBytes: resource.diskSizeBytes ?? (resource.diskSizeGB ?? 0) * GIB_BYTES,
    uniqueId: resource.uniqueId ?? resourceKey(id),
    timeCreated: toAzureTime(rawTime ?? (resource.timeCreated ?? new Date(0)).toISOString()),
    provisioningState: resource.provisioningState ?? "Succeeded",
    diskState: resource.diskState ?? "Unattached",
    logicalSectorSize: resource.creationData?.logicalSectorSize === 4096 ? (4096 as const) : (512 as const),
    ...(resource.osType === "Windows" || resource.osType === "Linux" ? { osType: resource.osType as "Windows" | "Linux" } : {}),
    ...(resource.managedBy ? { managedBy: resource.managedBy } : {}),
    encryption: toEncryption(resource.encryption),
    networkAccessPolicy: (resource.networkAccessPolicy ?? "AllowAll") as NetworkAccessPolicy,
  };
}

function toEncryption(encryption: ArmDisk["encryption"]): Encryption {
  return {
    type: encryption?.type ?? "EncryptionAtRestWithPlatformKey",
    ...(encryption?.diskEncryptionSetId ? { diskEncryptionSetId: encryption.diskEncryptionSetId } : {}),
  };
}
