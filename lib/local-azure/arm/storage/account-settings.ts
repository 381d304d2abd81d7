// What a client may choose about a storage account. A choice that would change how the account behaves, and is not
// honoured here, is refused by name instead of being remembered and ignored.

import { invalidParameter, notImplemented } from "../../errors.ts";
import type { JsonObject } from "../body.ts";
import { assertKnown, choiceIn, objectIn, textIn } from "../body.ts";

export const skuNames = [
  "Standard_LRS",
  "Standard_GRS",
  "Standard_RAGRS",
  "Standard_ZRS",
  "Standard_GZRS",
  "Standard_RAGZRS",
  "Premium_LRS",
  "Premium_ZRS",
] as const;

/** Those that hold page blobs. */
const kinds = ["Storage", "StorageV2"] as const;
const otherKinds = ["BlobStorage", "FileStorage", "BlockBlobStorage"];

/** By property: the values that are as things are here; "any" when it makes no difference to page blobs. */
const choices: Record<string, readonly unknown[] | "any"> = {
  accessTier: "any",
  allowBlobPublicAccess: [false],
  allowCrossTenantReplication: [true, false],
  allowSharedKeyAccess: [true, false],
  defaultToOAuthAuthentication: [true, false],
  dnsEndpointType: ["Standard"],
  isHnsEnabled: [false],
  isLocalUserEnabled: [true, false],
  isNfsV3Enabled: [false],
  isSftpEnabled: [false],
  largeFileSharesState: "any",
  minimumTlsVersion: ["TLS1_0", "TLS1_1", "TLS1_2"],
  publicNetworkAccess: ["Enabled"],
  supportsHttpsTrafficOnly: [true],
};

/** Come back in the PUT of a client that changes what it got. */
const readOnly = [
  "keyCreationTime",
  "provisioningState",
  "creationTime",
  "primaryEndpoints",
  "primaryLocation",
  "statusOfPrimary",
  "encryption",
  "networkAcls",
];
const knownProperties: ReadonlySet<string> = new Set([...Object.keys(choices), ...readOnly]);

export const knownAccount: ReadonlySet<string> = new Set([
  "id",
  "name",
  "type",
  "location",
  "tags",
  "sku",
  "kind",
  "properties",
  "identity",
]);

export const defaultSettings: Record<string, unknown> = {
  accessTier: "Hot",
  allowBlobPublicAccess: false,
  allowCrossTenantReplication: false,
  minimumTlsVersion: "TLS1_2",
  supportsHttpsTrafficOnly: true,
};

export function settingsIn(body: JsonObject): Record<string, unknown> {
  const properties = objectIn(body, "properties");
  assertKnown(properties, knownProperties, "a storage account");
  assertIdentity(objectIn(body, "identity"));
  assertEncryption(objectIn(properties, "encryption"));
  assertNetworkRules(objectIn(properties, "networkAcls"));
  const chosen: Record<string, unknown> = {};
  for (const [name, allowed] of Object.entries(choices)) {
    const value = properties[name];
    if (value === undefined || value === null) continue;
    if (allowed !== "any" && !allowed.includes(value)) throw notImplemented(`${name} ${String(value)} of storage accounts`);
    chosen[name] = value;
  }
  return chosen;
}

function assertIdentity(identity: JsonObject): void {
  const type = textIn(identity, "type") ?? "None";
  if (type.toLowerCase() !== "none") throw notImplemented(`identity ${type} of storage accounts`);
}

function assertEncryption(encryption: JsonObject): void {
  const source = textIn(encryption, "keySource") ?? "Microsoft.Storage";
  if (source.toLowerCase() !== "microsoft.storage") throw notImplemented(`encryption with keys of ${source} for storage accounts`);
}

function assertNetworkRules(rules: JsonObject): void {
  const action = textIn(rules, "defaultAction") ?? "Allow";
  if (action.toLowerCase() !== "allow") throw notImplemented(`networkAcls with defaultAction ${action} for storage accounts`);
}

export function skuIn(body: JsonObject): (typeof skuNames)[number] | undefined {
  return choiceIn(objectIn(body, "sku"), "name", skuNames);
}

export function kindIn(body: JsonObject): (typeof kinds)[number] | undefined {
  const given = textIn(body, "kind");
  const other = otherKinds.find((kind) => kind.toLowerCase() === given?.toLowerCase());
  if (other !== undefined) throw notImplemented(`storage accounts of kind ${other}: they hold no page blobs`);
  return choiceIn(body, "kind", kinds);
}

export function required<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw invalidParameter(name, `The required parameter '${name}' is missing.`);
}
