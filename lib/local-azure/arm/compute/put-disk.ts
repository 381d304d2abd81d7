// PUT of a disk: a new one (Empty, Copy of a snapshot or a disk, Upload, Import), or an update of one that exists.

import { assertLinkedAllowed } from "../../auth/rights/authorization.ts";
import { invalidParameter, notImplemented } from "../../errors.ts";
import type { Disk } from "../../model/records/disk.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { JsonObject } from "../body.ts";
import { assertKnown, choiceIn, diskSizeGibIn, locationIn, numberIn, objectIn, tagsIn, textIn, textListIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { findGroup, findSource } from "../scopes.ts";
import { diskSkus, performanceIn, sharesIn } from "./disk-settings.ts";
import { assertKnownAt } from "./property-versions.ts";
import { putResource } from "./put-resource.ts";
import {
  assertDiskAccess,
  assertValidName,
  commonSettingsIn,
  createOptionIn,
  importIn,
  knownCreationData,
  knownDiskProperties,
  shownSettingsIn,
  sourceIdIn,
} from "./resource-settings.ts";

export function putDisk(request: ArmRequest): ArmAnswer {
  return putResource(request, { create: createDisk, workOf });
}

function workOf({ creationData }: Disk): "restoreDisk" | "importVhd" | "createDisk" {
  if (creationData.createOption === "Copy" || creationData.createOption === "Restore") return "restoreDisk";
  return creationData.createOption === "Import" ? "importVhd" : "createDisk";
}

function createDisk(request: ArmRequest, body: JsonObject): Disk {
  const properties = objectIn(body, "properties");
  assertKnown(properties, knownDiskProperties, "a disk");
  assertKnown(objectIn(properties, "creationData"), knownCreationData, "creationData");
  assertKnownAt(request.apiVersion, "Disk", properties);
  assertKnownAt(request.apiVersion, "CreationData", objectIn(properties, "creationData"));
  if (objectIn(properties, "creationData").instantAccessDurationMinutes !== undefined) {
    throw invalidParameter("instantAccessDurationMinutes", "Parameter instantAccessDurationMinutes is only allowed for snapshots.");
  }
  const createOption = createOptionIn(properties);
  const settings = settingsIn(request, body, properties);
  const sizeGib = diskSizeGibIn(properties);
  const extras = { ...performanceIn(settings.sku, properties), ...sharesIn(properties), ...shownSettingsIn(properties) };
  assertDiskAccess(settings.networkAccessPolicy, textIn(properties, "diskAccessId"));
  return Object.assign(create(), extras);

  function create(): Disk {
    if (createOption === "Empty") return createEmpty(request, settings, sizeGib, properties);
    if (createOption === "Copy" || createOption === "Restore") return restore(request, { ...settings, sizeGib, createOption }, properties);
    if (createOption === "Upload") return createUpload(request, settings, sizeGib, properties);
    if (createOption === "Import") return request.world.importDisk({ ...settings, sizeGib, ...importIn(request, properties) });
    throw notImplemented(`creating a disk with createOption ${createOption}`);
  }
}

function createUpload({ world }: ArmRequest, settings: Settings, sizeGib: number | undefined, properties: JsonObject): Disk {
  const uploadSizeBytes = numberIn(objectIn(properties, "creationData"), "uploadSizeBytes");
  if (uploadSizeBytes === undefined)
    throw invalidParameter("creationData.uploadSizeBytes", "Required parameter 'creationData.uploadSizeBytes' is missing (null).");
  if (sizeGib !== undefined) throw invalidParameter("diskSizeGB", "Parameter 'diskSizeGB' is not allowed with createOption Upload.");
  return world.createUploadDisk({ ...settings, uploadSizeBytes, logicalSectorSize: sectorSizeIn(properties) });
}

type Settings = ReturnType<typeof settingsIn>;

function settingsIn(request: ArmRequest, body: JsonObject, properties: JsonObject) {
  const name = param(request, "name");
  assertValidName(name);
  return {
    name,
    group: findGroup(request),
    location: locationIn(body),
    sku: choiceIn(objectIn(body, "sku"), "name", diskSkus) ?? ("Standard_LRS" as const),
    zones: textListIn(body, "zones"),
    tags: tagsIn(body),
    ...commonSettingsIn(properties),
  };
}

function createEmpty({ world }: ArmRequest, settings: Settings, sizeGib: number | undefined, properties: JsonObject): Disk {
  if (sizeGib === undefined) throw invalidParameter("diskSizeGB", "Required parameter 'diskSizeGB' is missing (null).");
  return world.createEmptyDisk({ ...settings, sizeGib, logicalSectorSize: sectorSizeIn(properties) });
}

function sectorSizeIn(properties: JsonObject): 512 | 4096 | undefined {
  const size = numberIn(objectIn(properties, "creationData"), "logicalSectorSize");
  if (size === undefined || size === 512 || size === 4096) return size;
  throw invalidParameter(
    "creationData.logicalSectorSize",
    `The value ${size} of parameter logicalSectorSize is invalid. Allowed values are: 512, 4096.`,
  );
}

type RestoreSettings = Settings & { sizeGib: number | undefined; createOption: "Copy" | "Restore" };

/** Restore is for recovery points; here a snapshot is one. */
function restore(request: ArmRequest, settings: RestoreSettings, properties: JsonObject): Disk {
  const id = sourceIdIn(properties);
  if (/\/restorePointCollections\//i.test(id)) throw notImplemented("creating a disk from a restore point");
  const source = findSource(request, id);
  if (settings.createOption === "Restore" && !isSnapshot(source)) {
    throw invalidParameter("creationData.sourceResourceId", `CreateOption Restore needs a snapshot, and ${source.name} is a disk.`);
  }
  assertLinkedAllowed(request, {
    action: "Microsoft.Compute/disks/write",
    scope: request.path,
    linkedAction: `Microsoft.Compute/${isSnapshot(source) ? "snapshots" : "disks"}/beginGetAccess/action`,
    linkedScope: source.id,
  });
  return request.world.restoreDisk({ ...settings, source });
}
