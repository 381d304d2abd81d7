// PATCH, and PUT of a name that exists: tags, access policy, SKU and growth. The source of the data never changes.

import { AzureError, invalidParameter, notImplemented, operationNotAllowed } from "../../errors.ts";
import type { Disk } from "../../model/records/disk.ts";
import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { Snapshot } from "../../model/records/snapshot.ts";
import { is4kCapable, performanceOf } from "../../model/rules/disk-performance.ts";
import { gibBytes } from "../../model/rules/disks.ts";
import { assertMayChangeEncryption } from "../../model/rules/encryption.ts";
import { skuFor } from "../../model/rules/snapshot-settings.ts";
import { recomputeStored } from "../../model/rules/stored-bytes.ts";
import type { JsonObject } from "../body.ts";
import { asObject, choiceIn, diskSizeGibIn, numberIn, objectIn, tagsIn, textIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findNamed } from "../scopes.ts";
import { diskSkus, performanceIn, sharesIn } from "./disk-settings.ts";
import { echo } from "./echo.ts";
import { startOperation } from "./operations.ts";
import { assertKnownAt } from "./property-versions.ts";
import { assertDiskAccess, encryptionIn, networkAccessPolicies, readOnly, shownSettingsIn } from "./resource-settings.ts";

const changeable = new Set([
  "networkAccessPolicy",
  "publicNetworkAccess",
  "diskSizeGB",
  "osType",
  "dataAccessAuthMode",
  "diskAccessId",
  "encryption",
  "supportsHibernation",
  "supportedCapabilities",
  "encryptionSettingsCollection",
]);
const changeableOfDisks = new Set(["diskIOPSReadWrite", "diskMBpsReadWrite", "maxShares", "purchasePlan"]);
/** A PUT repeats these: what can differ is compared, the rest is read-only. */
const repeatable = new Set(["creationData", "incremental", "hyperVGeneration", "tier", "purchasePlan", ...readOnly]);

export function patchResource(request: ArmRequest): ArmAnswer {
  return updateResource(request, findNamed(request), asObject(request.body, "the body"));
}

export function updateResource(request: ArmRequest, resource: Resource, body: JsonObject): ArmAnswer {
  const properties = objectIn(body, "properties");
  assertUnchangedSource(resource, properties);
  assertKnownChanges(request, resource, properties);
  assertKnownAt(request.apiVersion, isSnapshot(resource) ? "Snapshot" : "Disk", properties);
  assertKnownAt(request.apiVersion, "CreationData", objectIn(properties, "creationData"));
  const { world } = request;
  const sku = skuIn(resource, body);
  const changes = {
    sku,
    tags: tagsIn(body),
    networkAccessPolicy: choiceIn(properties, "networkAccessPolicy", networkAccessPolicies),
    publicNetworkAccess: choiceIn(properties, "publicNetworkAccess", ["Enabled", "Disabled"] as const),
    osType: choiceIn(properties, "osType", ["Windows", "Linux"] as const),
    encryption: encryptionIn(properties),
    ...shownSettingsIn(properties),
  };
  if (sku !== undefined && sku !== resource.sku) assertMayChangeSku(resource, sku);
  if (changes.encryption !== undefined) assertMayChangeEncryption(world, resource, changes.encryption);
  settleDiskAccess(resource, changes);
  const sizeGib = diskSizeGibIn(properties);
  if (sizeGib !== undefined && sizeGib * gibBytes !== resource.diskSizeBytes) grow(request, resource, sizeGib);
  Object.assign(resource, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)));
  if (!isSnapshot(resource)) changePerformance(resource, sku !== undefined, properties);
  world.touchResource(resource);
  return startOperation(request, {
    resource,
    work: "update",
    busyState: "Updating",
    result: { kind: "resource", uniqueId: resource.uniqueId },
    echo: echo(request, { resource, body, isUpdate: true }),
  });
}

/** The private endpoint goes when the policy does. */
function settleDiskAccess(
  resource: Resource,
  changes: { networkAccessPolicy?: Resource["networkAccessPolicy"]; diskAccessId?: string },
): void {
  const policy = changes.networkAccessPolicy ?? resource.networkAccessPolicy;
  if (policy !== "AllowPrivate" && changes.diskAccessId === undefined) {
    delete resource.diskAccessId;
    return;
  }
  if (changes.networkAccessPolicy !== undefined || changes.diskAccessId !== undefined)
    assertDiskAccess(policy, changes.diskAccessId ?? resource.diskAccessId);
}

/** Between Standard and Premium, while no machine runs on it. */
function assertMayChangeSku(resource: Resource, sku: Resource["sku"]): void {
  if (isSnapshot(resource)) return;
  if (resource.managedBy !== undefined) {
    throw operationNotAllowed(`The type of disk ${resource.name} cannot be changed while it is attached to VM ${resource.managedBy}.`);
  }
  if (is4kCapable(resource.sku) || is4kCapable(sku as Disk["sku"]))
    throw notImplemented(`changing a disk of type ${resource.sku} to ${sku}`);
  if (resource.sku.endsWith("_ZRS") !== sku.endsWith("_ZRS")) {
    throw new AzureError(400, "BadRequest", `The redundancy of disk ${resource.name} cannot be changed from ${resource.sku} to ${sku}.`);
  }
}

function changePerformance(disk: Disk, isNewSku: boolean, properties: JsonObject): void {
  if (isNewSku) Object.assign(disk, performanceOf(disk.sku, disk.diskSizeBytes));
  Object.assign(disk, performanceIn(disk.sku, properties), sharesIn(properties));
}

function assertUnchangedSource(resource: Resource, properties: JsonObject): void {
  const data = objectIn(properties, "creationData");
  const option = textIn(data, "createOption");
  const source = textIn(data, "sourceResourceId") ?? textIn(data, "sourceUri")?.replace(/\?.*$/, "");
  const known = resource.creationData;
  if (option !== undefined && option.toLowerCase() !== known.createOption.toLowerCase())
    throw changeRefused(resource, "creationData.createOption");
  if (source !== undefined && source.toLowerCase() !== (known.sourceResourceId ?? known.sourceUri)?.toLowerCase())
    throw changeRefused(resource, "sourceUri");
  const uploadSizeBytes = numberIn(data, "uploadSizeBytes");
  if (uploadSizeBytes !== undefined && uploadSizeBytes !== known.uploadSizeBytes)
    throw changeRefused(resource, "creationData.uploadSizeBytes");
  if (properties.incremental !== undefined && isSnapshot(resource) && properties.incremental !== resource.incremental)
    throw changeRefused(resource, "incremental");
}

function changeRefused(resource: Resource, property: string): AzureError {
  return new AzureError(400, "BadRequest", `Changing property '${property}' is not allowed for existing disk '${resource.name}'.`);
}

function assertKnownChanges({ method }: ArmRequest, resource: Resource, properties: JsonObject): void {
  const isKnown = (name: string) =>
    changeable.has(name) || (!isSnapshot(resource) && changeableOfDisks.has(name)) || (method === "PUT" && repeatable.has(name));
  const unknown = Object.keys(properties).find((name) => !isKnown(name) && properties[name] !== null && properties[name] !== undefined);
  if (unknown !== undefined) throw notImplemented(`changing property ${unknown} of a disk or snapshot`);
}

function skuIn(resource: Resource, body: JsonObject): Resource["sku"] | undefined {
  const sku = objectIn(body, "sku");
  if (!isSnapshot(resource)) return choiceIn(sku, "name", diskSkus);
  const wanted = choiceIn(sku, "name", ["Standard_LRS", "Standard_ZRS", "Premium_LRS"] as const);
  return wanted === undefined ? undefined : skuFor({ wanted, incremental: resource.incremental, location: resource.location });
}

function grow(request: ArmRequest, resource: Resource, sizeGib: number): void {
  if (isSnapshot(resource)) growSnapshot(request, resource, sizeGib);
  else request.world.growDisk(resource, sizeGib);
}

/** Only a full snapshot stands alone, so only it can grow. */
function growSnapshot({ world }: ArmRequest, snapshot: Snapshot, sizeGib: number): void {
  const sizeBytes = sizeGib * gibBytes;
  if (snapshot.incremental || sizeBytes < snapshot.diskSizeBytes) {
    throw invalidParameter("diskSizeGB", `The size of snapshot '${snapshot.name}' cannot be changed to ${sizeGib} GB.`);
  }
  const live = world.pages.clone(snapshot.imageId);
  world.pages.resize(live, sizeBytes);
  world.replaceImage(snapshot, world.pages.freeze(live));
  world.pages.drop(live);
  snapshot.diskSizeBytes = sizeBytes;
  recomputeStored(world, snapshot, world.clock.nowMs());
}
