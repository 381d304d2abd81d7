// PUT of a snapshot: a new one (Empty, Copy, CopyStart, Import), or an update of one that exists.

import { assertLinkedAllowed } from "../../auth/rights/authorization.ts";
import { invalidParameter, notImplemented } from "../../errors.ts";
import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { Snapshot, SnapshotSku } from "../../model/records/snapshot.ts";
import { gibBytes } from "../../model/rules/disks.ts";
import { assertKnownRegion } from "../../model/rules/regions.ts";
import { skuFor } from "../../model/rules/snapshot-settings.ts";
import type { JsonObject } from "../body.ts";
import { assertKnown, choiceIn, diskSizeGibIn, locationIn, numberIn, objectIn, tagsIn, textIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { asSnapshot, findGroup, findSource } from "../scopes.ts";
import { assertKnownAt } from "./property-versions.ts";
import { putResource } from "./put-resource.ts";
import {
  assertDiskAccess,
  assertValidName,
  commonSettingsIn,
  createOptionIn,
  importIn,
  knownCreationData,
  knownSnapshotProperties,
  shownSettingsIn,
  sourceIdIn,
} from "./resource-settings.ts";

export const snapshotSkus: readonly SnapshotSku[] = ["Standard_LRS", "Standard_ZRS", "Premium_LRS"];

export function putSnapshot(request: ArmRequest): ArmAnswer {
  return putResource(request, { create: createSnapshot, workOf });
}

function workOf({ creationData }: Snapshot): "startCopy" | "importVhd" | "createSnapshot" {
  if (creationData.createOption === "CopyStart") return "startCopy";
  return creationData.createOption === "Import" ? "importVhd" : "createSnapshot";
}

function createSnapshot(request: ArmRequest, body: JsonObject): Snapshot {
  const name = param(request, "name");
  assertValidName(name);
  const location = locationIn(body);
  assertKnownRegion(location, "Microsoft.Compute/snapshots");
  const properties = objectIn(body, "properties");
  const settings = {
    name,
    group: findGroup(request),
    sku: choiceIn(objectIn(body, "sku"), "name", snapshotSkus),
    tags: tagsIn(body),
    ...commonSettingsIn(properties),
  };
  const incremental = properties.incremental === true;
  skuFor({ wanted: settings.sku, incremental, location });
  assertKnown(properties, knownSnapshotProperties, "a snapshot");
  assertKnown(objectIn(properties, "creationData"), knownCreationData, "creationData");
  assertKnownAt(request.apiVersion, "Snapshot", properties);
  assertKnownAt(request.apiVersion, "CreationData", objectIn(properties, "creationData"));
  assertDiskAccess(settings.networkAccessPolicy, textIn(properties, "diskAccessId"));
  const shown = shownSettingsIn(properties);
  return Object.assign(create(request, { settings, properties, location, incremental }), shown);
}

interface Creation {
  settings: Omit<Parameters<ArmRequest["world"]["takeSnapshot"]>[0], "disk" | "incremental">;
  properties: JsonObject;
  location: string;
  incremental: boolean;
}

function create(request: ArmRequest, creation: Creation): Snapshot {
  const { world } = request;
  const { settings, properties, location, incremental } = creation;
  const data = objectIn(properties, "creationData");
  const createOption = createOptionIn(properties);
  if (data.instantAccessDurationMinutes !== undefined && createOption !== "Copy") {
    throw invalidParameter(
      "instantAccessDurationMinutes",
      "Parameter instantAccessDurationMinutes is only allowed with createOption Copy.",
    );
  }
  if (createOption === "Copy") return copyWithinRegion(request, creation);
  if (createOption === "CopyStart") {
    const source = asSnapshot(linkedSource(request, properties));
    if (!incremental) throw invalidParameter("incremental", "CreateOption.CopyStart is only supported for an incremental snapshot.");
    const speed = choiceIn(data, "provisionedBandwidthCopySpeed", ["None", "Enhanced"] as const);
    return world.startCopy({ ...settings, source, location, durationMs: copyMs(request), provisionedBandwidthCopySpeed: speed });
  }
  if (createOption === "Empty") {
    const sizeGib = diskSizeGibIn(properties);
    if (sizeGib === undefined) throw invalidParameter("diskSizeGB", "Required parameter 'diskSizeGB' is missing (null).");
    return world.createEmptySnapshot({ ...settings, location, sizeBytes: sizeGib * gibBytes });
  }
  if (createOption === "Import") {
    if (incremental) throw invalidParameter("incremental", "Incremental snapshots can only be created from managed disks and snapshots.");
    return world.importSnapshot({ ...settings, location, ...importIn(request, properties) });
  }
  throw notImplemented(`creating a snapshot with createOption ${createOption}`);
}

function copyWithinRegion(request: ArmRequest, { settings, properties, location, incremental }: Creation): Snapshot {
  const source = linkedSource(request, properties);
  if (source.location !== location) {
    throw invalidParameter("sourceResourceId", "Entity not of expected type");
  }
  if (incremental && !isSnapshot(source) && source.subscriptionId !== settings.group.subscriptionId) {
    throw invalidParameter(
      "sourceResourceId",
      `An incremental snapshot of disk ${source.name} can only be created in the disk's own subscription, ${source.subscriptionId}.`,
    );
  }
  const instantAccessDurationMinutes = numberIn(objectIn(properties, "creationData"), "instantAccessDurationMinutes");
  return request.world.takeSnapshot({ ...settings, disk: source, incremental, instantAccessDurationMinutes, durationMs: copyMs(request) });
}

/** undefined: by the bytes to carry. */
function copyMs({ options }: ArmRequest): number | undefined {
  const { copySeconds = 0 } = options;
  return copySeconds === 0 ? undefined : copySeconds * 1000;
}

function linkedSource(request: ArmRequest, properties: JsonObject): Resource {
  const id = sourceIdIn(properties);
  const source = findSource(request, id);
  assertLinkedAllowed(request, {
    action: "Microsoft.Compute/snapshots/write",
    scope: request.path,
    linkedAction: `Microsoft.Compute/${isSnapshot(source) ? "snapshots" : "disks"}/beginGetAccess/action`,
    linkedScope: source.id,
  });
  return source;
}
