// What the PUT of a disk and of a snapshot read alike.

import { invalidParameter } from "../../errors.ts";
import type { Encryption } from "../../model/records/managed-resource.ts";
import { assertValidEncryption } from "../../model/rules/encryption.ts";
import type { JsonObject } from "../body.ts";
import { booleanIn, choiceIn, objectIn, textIn } from "../body.ts";
import type { ArmRequest } from "../request.ts";
import { encryptionSettingsIn, purchasePlanIn } from "./image-settings.ts";

export const networkAccessPolicies = ["AllowAll", "AllowPrivate", "DenyAll"] as const;

/** All that Azure has; what is not here is refused by its name. */
const createOptions = [
  "Empty",
  "Copy",
  "CopyStart",
  "Import",
  "Upload",
  "Restore",
  "FromImage",
  "Attach",
  "ImportSecure",
  "UploadPreparedSecure",
  "CopyFromSanSnapshot",
] as const;

export function createOptionIn(properties: JsonObject): (typeof createOptions)[number] {
  const option = choiceIn(objectIn(properties, "creationData"), "createOption", createOptions);
  if (option !== undefined) return option;
  throw invalidParameter("creationData.createOption", "Required parameter 'creationData.createOption' is missing (null).");
}

/** sourceUri may carry the id of a resource too (old clients do so). */
export function sourceIdIn(properties: JsonObject): string {
  const data = objectIn(properties, "creationData");
  const id = textIn(data, "sourceResourceId") ?? textIn(data, "sourceUri");
  if (id !== undefined) return id;
  throw invalidParameter("creationData.sourceResourceId", "Required parameter 'creationData.sourceResourceId' is missing (null).");
}

export function importIn({ findPageBlob }: ArmRequest, properties: JsonObject) {
  const data = objectIn(properties, "creationData");
  const sourceUri = textIn(data, "sourceUri");
  if (sourceUri === undefined)
    throw invalidParameter("creationData.sourceUri", "Required parameter 'creationData.sourceUri' is missing (null).");
  return { sourceUri, source: findPageBlob(sourceUri), storageAccountId: textIn(data, "storageAccountId") };
}

export function assertValidName(name: string): void {
  if (/^[A-Za-z0-9]([\w.-]{0,78}\w)?$/.test(name)) return;
  throw invalidParameter(
    "name",
    `The name '${name}' is invalid. It may have up to 80 letters, digits, underscores, periods and hyphens, must begin with a letter or digit and not end with a period or hyphen.`,
  );
}

/** Read-only ones come back in the PUT of a client that changes what it got. */
export const readOnly = [
  "timeCreated",
  "provisioningState",
  "diskState",
  "uniqueId",
  "diskSizeBytes",
  "incrementalSnapshotFamilyId",
  "completionPercent",
  "snapshotAccessState",
  "immutabilityPolicy",
  "copyCompletionError",
];
const common = [
  "creationData",
  "osType",
  "hyperVGeneration",
  "diskSizeGB",
  "encryption",
  "networkAccessPolicy",
  "publicNetworkAccess",
  "dataAccessAuthMode",
  "diskAccessId",
  "supportsHibernation",
  "supportedCapabilities",
  "purchasePlan",
  "encryptionSettingsCollection",
];

export const knownSnapshotProperties: ReadonlySet<string> = new Set([...common, "incremental", ...readOnly]);
export const knownDiskProperties: ReadonlySet<string> = new Set([
  ...common,
  "diskIOPSReadWrite",
  "diskMBpsReadWrite",
  "tier",
  "maxShares",
  ...readOnly,
]);
export const knownCreationData: ReadonlySet<string> = new Set([
  "createOption",
  "sourceResourceId",
  "sourceUniqueId",
  "sourceUri",
  "logicalSectorSize",
  "provisionedBandwidthCopySpeed",
  "uploadSizeBytes",
  "storageAccountId",
  "instantAccessDurationMinutes",
]);

/** What a disk and a snapshot take alike when they are made. */
export function commonSettingsIn(properties: JsonObject) {
  const encryption = encryptionIn(properties);
  if (encryption !== undefined) assertValidEncryption(encryption);
  return {
    networkAccessPolicy: choiceIn(properties, "networkAccessPolicy", networkAccessPolicies),
    publicNetworkAccess: choiceIn(properties, "publicNetworkAccess", ["Enabled", "Disabled"] as const),
    encryption,
    osType: choiceIn(properties, "osType", ["Windows", "Linux"] as const),
    hyperVGeneration: choiceIn(properties, "hyperVGeneration", ["V1", "V2"] as const),
  };
}

/** What is only remembered and shown. */
export function shownSettingsIn(properties: JsonObject) {
  const settings = {
    dataAccessAuthMode: choiceIn(properties, "dataAccessAuthMode", ["None", "AzureActiveDirectory"] as const),
    diskAccessId: textIn(properties, "diskAccessId"),
    supportsHibernation: booleanIn(properties, "supportsHibernation"),
    supportedCapabilities: properties.supportedCapabilities === undefined ? undefined : objectIn(properties, "supportedCapabilities"),
    purchasePlan: purchasePlanIn(properties),
    encryptionSettingsCollection: encryptionSettingsIn(properties),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** AllowPrivate and the private endpoint go together. */
export function assertDiskAccess(policy: (typeof networkAccessPolicies)[number] | undefined, diskAccessId: string | undefined): void {
  if (policy === "AllowPrivate" && diskAccessId === undefined) {
    throw invalidParameter(
      "diskAccessId",
      "Required parameter 'diskAccessId' is missing (null): networkAccessPolicy AllowPrivate needs it.",
    );
  }
  if (diskAccessId === undefined) return;
  if (policy !== "AllowPrivate")
    throw invalidParameter("diskAccessId", "Parameter diskAccessId is only allowed with networkAccessPolicy AllowPrivate.");
  if (!/\/providers\/Microsoft\.Compute\/diskAccesses\/[^/]+$/i.test(diskAccessId))
    throw invalidParameter("diskAccessId", `'${diskAccessId}' is not the id of a disk access.`);
}

const encryptionTypes = [
  "EncryptionAtRestWithPlatformKey",
  "EncryptionAtRestWithCustomerKey",
  "EncryptionAtRestWithPlatformAndCustomerKeys",
] as const;

export function encryptionIn(properties: JsonObject): Encryption | undefined {
  const encryption = objectIn(properties, "encryption");
  const diskEncryptionSetId = textIn(encryption, "diskEncryptionSetId");
  const type =
    choiceIn(encryption, "type", encryptionTypes) ?? (diskEncryptionSetId === undefined ? undefined : "EncryptionAtRestWithCustomerKey");
  if (type === undefined) return undefined;
  return { type, ...(diskEncryptionSetId === undefined ? {} : { diskEncryptionSetId }) };
}
