// From Azure's answers, as they were sent, to the domain's disks and snapshots. What Azure leaves out gets its documented default.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Disk, Encryption, NetworkAccessPolicy, Snapshot, SnapshotAccessState } from "#lib/domain/inventory/inventory.ts";
import { parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { toAzureTime } from "./azure-time.ts";
import { type Fields, fieldsOf } from "./fields.ts";

export function toDisk(row: unknown): Disk {
  const disk = fieldsOf(row);
  const properties = disk.object("properties");
  const source = properties.object("creationData");
  return {
    ...commonParts(disk),
    sku: disk.object("sku").text("name") ?? "Standard_LRS",
    zones: disk.texts("zones"),
    ...source.texted({ createOption: "createOption", sourceResourceId: "sourceResourceId", sourceUniqueId: "sourceUniqueId" }),
  };
}

export function toSnapshot(row: unknown): Snapshot {
  const snapshot = fieldsOf(row);
  const properties = snapshot.object("properties");
  const source = properties.object("creationData");
  const completionPercent = properties.number("completionPercent");
  const error = properties.object("copyCompletionError");
  const access = properties.text("snapshotAccessState");
  return {
    ...commonParts(snapshot),
    sku: snapshot.object("sku").text("name") ?? "Standard_LRS",
    incremental: properties.flag("incremental") ?? false,
    ...properties.texted({ familyId: "incrementalSnapshotFamilyId" }),
    createOption: source.text("createOption") ?? "Copy",
    ...source.texted({ sourceResourceId: "sourceResourceId", sourceUniqueId: "sourceUniqueId" }),
    ...(completionPercent === undefined ? {} : { completionPercent }),
    ...(error.isThere
      ? { copyError: { code: error.text("errorCode") ?? "Unknown", message: error.text("errorMessage") ?? "no reason given" } }
      : {}),
    ...(access ? { snapshotAccessState: access as SnapshotAccessState } : {}),
  };
}

function commonParts(resource: Fields) {
  const id = resource.text("id") ?? "";
  const parts = parseResourceId(id);
  const properties = resource.object("properties");
  const osType = properties.text("osType");
  return {
    id,
    name: resource.text("name") ?? parts?.name ?? id,
    subscriptionId: parts?.subscriptionId ?? "",
    resourceGroup: parts?.resourceGroup ?? "",
    location: normaliseRegion(resource.text("location") ?? ""),
    tags: resource.object("tags").textValues(),
    diskSizeBytes: properties.number("diskSizeBytes") ?? (properties.number("diskSizeGB") ?? 0) * GIB_BYTES,
    uniqueId: properties.text("uniqueId") ?? resourceKey(id),
    timeCreated: toAzureTime(properties.text("timeCreated") ?? new Date(0).toISOString()),
    provisioningState: properties.text("provisioningState") ?? "Succeeded",
    diskState: properties.text("diskState") ?? "Unattached",
    logicalSectorSize: properties.object("creationData").number("logicalSectorSize") === 4096 ? (4096 as const) : (512 as const),
    ...(osType === "Windows" || osType === "Linux" ? { osType: osType as "Windows" | "Linux" } : {}),
    ...resource.texted({ managedBy: "managedBy" }),
    encryption: toEncryption(properties.object("encryption")),
    networkAccessPolicy: (properties.text("networkAccessPolicy") ?? "AllowAll") as NetworkAccessPolicy,
  };
}

function toEncryption(encryption: Fields): Encryption {
  return {
    type: encryption.text("type") ?? "EncryptionAtRestWithPlatformKey",
    ...encryption.texted({ diskEncryptionSetId: "diskEncryptionSetId" }),
  };
}
