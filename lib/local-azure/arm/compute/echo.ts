// The body of a 202: the request as understood, "Updating". Before 2022 it had no id and no type, but isArmResource.

import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { JsonObject } from "../body.ts";
import { objectIn } from "../body.ts";
import type { ArmRequest } from "../request.ts";
import { resourceView, shownSize } from "./views.ts";

export interface EchoInput {
  resource: Resource;
  body: JsonObject;
  isUpdate: boolean;
}

export function echo(request: ArmRequest, { resource, body, isUpdate }: EchoInput): object {
  const isOld = request.apiVersion < "2022";
  const { name, id, type } = resourceView(request.world, resource) as { name: string; id: string; type: string };
  const hasName = !isOld || body.name !== undefined || !isSnapshot(resource);
  return {
    ...(hasName ? { name } : {}),
    ...(isOld ? {} : { id, type }),
    location: resource.location,
    ...(body.tags === undefined && !(isUpdate && resource.tags !== undefined) ? {} : { tags: resource.tags }),
    ...skuOf(resource, body, isUpdate),
    properties: {
      ...inheritedProperties(resource, isOld, isUpdate),
      ...(isUpdate ? { diskSizeGB: shownSize(resource, 2 ** 30) } : {}),
      ...objectIn(body, "properties"),
      creationData: creationData(resource, objectIn(objectIn(body, "properties"), "creationData"), { isOld, isUpdate }),
      provisioningState: "Updating",
      ...(isOld ? { isArmResource: true } : {}),
      ...(isOld && isUpdate ? { colocationConstraints: {}, faultDomain: 0 } : {}),
    },
  };
}

function skuOf(resource: Resource, body: JsonObject, isUpdate: boolean): object {
  if (isUpdate) return { sku: { name: resource.sku, tier: resource.sku.split("_")[0] } };
  return body.sku === undefined ? {} : { sku: { name: resource.sku } };
}

/** What a disk takes over from its source shows at once; the echo of a new snapshot shows the request only. */
function inheritedProperties(resource: Resource, isOld: boolean, isUpdate: boolean): object {
  if (isUpdate) return resource.osType === undefined ? {} : { osType: resource.osType };
  if (resource.creationData.createOption !== "Copy" || (isSnapshot(resource) && !isOld)) return {};
  const { osType, hyperVGeneration } = resource;
  return { ...(osType === undefined ? {} : { osType }), ...(hyperVGeneration === undefined ? {} : { hyperVGeneration }) };
}

function creationData(resource: Resource, asked: JsonObject, { isOld, isUpdate }: { isOld: boolean; isUpdate: boolean }): object {
  const { createOption, sourceResourceId, sourceUniqueId, ...others } = resource.creationData;
  const showsUniqueId = isOld || isUpdate || !isSnapshot(resource);
  return {
    createOption,
    ...(sourceResourceId === undefined ? {} : { sourceResourceId }),
    ...(sourceUniqueId !== undefined && showsUniqueId ? { sourceUniqueId } : {}),
    ...Object.fromEntries(Object.entries(others).filter(([name]) => asked[name] !== undefined)),
  };
}
