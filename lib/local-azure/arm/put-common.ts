// What the PUT of a disk and of a snapshot read alike.

import { invalidParameter } from "../errors.ts";
import type { CreationData, Encryption } from "../model/types.ts";
import type { JsonObject } from "./body.ts";
import { choiceIn, objectIn, textIn } from "./body.ts";

export const networkAccessPolicies = ["AllowAll", "AllowPrivate", "DenyAll"] as const;

const createOptions: readonly CreationData["createOption"][] = ["Empty", "Copy", "CopyStart", "Import", "Upload", "Restore", "FromImage"];

export function createOptionIn(properties: JsonObject): CreationData["createOption"] {
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

export function assertValidName(name: string): void {
  if (/^[\w][\w.-]{0,78}[\w]$|^\w$/.test(name)) return;
  throw invalidParameter(
    "name",
    `The name '${name}' is invalid. It may have up to 80 letters, digits, underscores, periods and hyphens, must begin with a letter, digit or underscore and not end with a period or hyphen.`,
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
];
const common = ["creationData", "osType", "hyperVGeneration", "diskSizeGB", "encryption", "networkAccessPolicy", "publicNetworkAccess"];

export const knownSnapshotProperties: ReadonlySet<string> = new Set([...common, "incremental", ...readOnly]);
export const knownDiskProperties: ReadonlySet<string> = new Set([...common, "diskIOPSReadWrite", "diskMBpsReadWrite", "tier", ...readOnly]);
export const knownCreationData: ReadonlySet<string> = new Set([
  "createOption",
  "sourceResourceId",
  "sourceUniqueId",
  "sourceUri",
  "logicalSectorSize",
  "provisionedBandwidthCopySpeed",
]);

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
