// What a disk keeps of the image it was first made from: its purchase plan, and where the keys of Azure Disk Encryption
// are, which encrypts within the machine. Both are only remembered, shown, and handed on to snapshots and disks.

import { invalidParameter } from "../../errors.ts";
import type { EncryptionSettingsCollection, PurchasePlan } from "../../model/records/managed-resource.ts";
import type { JsonObject } from "../body.ts";
import { asObject, assertKnown, booleanIn, objectIn, textIn } from "../body.ts";

const planNames: ReadonlySet<string> = new Set(["name", "publisher", "product", "promotionCode"]);
const collectionNames: ReadonlySet<string> = new Set(["enabled", "encryptionSettings", "encryptionSettingsVersion"]);
const settingNames: ReadonlySet<string> = new Set(["diskEncryptionKey", "keyEncryptionKey"]);

export function purchasePlanIn(properties: JsonObject): PurchasePlan | undefined {
  if (isAbsent(properties.purchasePlan)) return undefined;
  const plan = objectIn(properties, "purchasePlan");
  assertKnown(plan, planNames, "purchasePlan");
  const required = (name: string) => requiredText(plan, name, "purchasePlan");
  const promotionCode = textIn(plan, "promotionCode");
  return {
    name: required("name"),
    publisher: required("publisher"),
    product: required("product"),
    ...(promotionCode === undefined ? {} : { promotionCode }),
  };
}

export function encryptionSettingsIn(properties: JsonObject): EncryptionSettingsCollection | undefined {
  if (isAbsent(properties.encryptionSettingsCollection)) return undefined;
  const collection = objectIn(properties, "encryptionSettingsCollection");
  assertKnown(collection, collectionNames, "encryptionSettingsCollection");
  const enabled = booleanIn(collection, "enabled");
  if (enabled === undefined) throw missing("encryptionSettingsCollection.enabled");
  const version = textIn(collection, "encryptionSettingsVersion");
  return {
    enabled,
    ...(isAbsent(collection.encryptionSettings) ? {} : { encryptionSettings: listIn(collection).map(settingOf) }),
    ...(version === undefined ? {} : { encryptionSettingsVersion: version }),
  };
}

function listIn({ encryptionSettings }: JsonObject): unknown[] {
  if (Array.isArray(encryptionSettings)) return encryptionSettings;
  throw invalidParameter("encryptionSettings", "The value of parameter encryptionSettings is invalid: it must be a list.");
}

function settingOf(value: unknown) {
  const setting = asObject(value, "an element of 'encryptionSettings'");
  assertKnown(setting, settingNames, "encryptionSettings");
  const { diskEncryptionKey, keyEncryptionKey } = setting;
  return {
    ...(isAbsent(diskEncryptionKey)
      ? {}
      : { diskEncryptionKey: { ...vaultOf(setting, "diskEncryptionKey"), secretUrl: urlOf(setting, "diskEncryptionKey", "secretUrl") } }),
    ...(isAbsent(keyEncryptionKey)
      ? {}
      : { keyEncryptionKey: { ...vaultOf(setting, "keyEncryptionKey"), keyUrl: urlOf(setting, "keyEncryptionKey", "keyUrl") } }),
  };
}

function vaultOf(setting: JsonObject, key: string): { sourceVault: { id: string } } {
  return { sourceVault: { id: requiredText(objectIn(objectIn(setting, key), "sourceVault"), "id", `${key}.sourceVault`) } };
}

function urlOf(setting: JsonObject, key: string, name: string): string {
  return requiredText(objectIn(setting, key), name, key);
}

function requiredText(parent: JsonObject, name: string, where: string): string {
  const text = textIn(parent, name);
  if (text === undefined) throw missing(`${where}.${name}`);
  return text;
}

function missing(name: string) {
  return invalidParameter(name, `Required parameter '${name}' is missing (null).`);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
