// Resource groups. Deleting one is a long operation of ARM's own kind: a Location to ask, and nothing else.

import { isAllowed } from "../../auth/rights/authorization.ts";
import { AzureError } from "../../errors.ts";
import type { ResourceGroup } from "../../model/records/resource-group.ts";
import { findRegion } from "../../model/rules/regions.ts";
import { asObject, assertKnown, locationIn, tagsIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { findGroup, findSubscription } from "../scopes.ts";

export const readGroups = "Microsoft.Resources/subscriptions/resourceGroups/read";

/** Those the caller may read: rights over one group are enough to see that one. */
export function listGroups(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const groups = [...request.world.groups.values()].filter(
    (group) => group.subscriptionId === subscriptionId && isAllowed(request, readGroups, groupId(group)),
  );
  return { status: 200, body: { value: groups.sort((a, b) => (a.name < b.name ? -1 : 1)).map(groupView) } };
}

export function getGroup(request: ArmRequest): ArmAnswer {
  return { status: 200, body: groupView(findGroup(request)) };
}

/** HEAD: there or not. */
export function checkGroup(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  return { status: request.world.findGroup(subscriptionId, param(request, "group")) === undefined ? 404 : 204 };
}

const knownGroup: ReadonlySet<string> = new Set(["location", "tags", "name", "id", "type", "properties"]);

export function putGroup(request: ArmRequest): ArmAnswer {
  const { world } = request;
  const { subscriptionId } = findSubscription(request);
  const name = param(request, "group");
  const body = asObject(request.body, "the body");
  assertKnown(body, knownGroup, "a resource group");
  const location = locationIn(body);
  const known = world.findGroup(subscriptionId, name);
  assertGroupAllowed(name, location, known);
  const tags = tagsIn(body) ?? {};
  const group = known === undefined ? world.addGroup({ subscriptionId, name, location, tags }) : Object.assign(known, { tags });
  world.touch("group", group);
  return { status: known === undefined ? 201 : 200, body: groupView(group) };
}

export function patchGroup(request: ArmRequest): ArmAnswer {
  const group = findGroup(request);
  const body = asObject(request.body, "the body");
  assertKnown(body, knownGroup, "a resource group");
  group.tags = tagsIn(body) ?? group.tags;
  request.world.touch("group", group);
  return { status: 200, body: groupView(group) };
}

interface DeletionToken {
  jobId: string;
  jobLocation: string;
  group: string;
  sinceMs: number;
}

export function deleteGroup(request: ArmRequest): ArmAnswer {
  const { world, apiVersion, origin, options } = request;
  const group = findGroup(request);
  world.startGroupDeletion(group);
  const token: DeletionToken = {
    jobId: `RESOURCEGROUPDELETIONJOB-${group.name.toUpperCase()}-${group.location.toUpperCase()}`,
    jobLocation: group.location,
    group: group.name,
    sinceMs: group.deletingSinceMs ?? 0,
  };
  const path = `/subscriptions/${group.subscriptionId}/operationresults/${Buffer.from(JSON.stringify(token)).toString("base64url")}`;
  return {
    status: 202,
    headers: { location: `${origin}${path}?api-version=${apiVersion}`, "retry-after": String(options.groupRetryAfterSeconds ?? 15) },
  };
}

/** 202 until the group is gone; then 200, or why it is still there. */
export function pollGroupDeletion(request: ArmRequest): ArmAnswer {
  const { group: name, sinceMs } = readToken(param(request, "operation"));
  const group = request.world.findGroup(findSubscription(request).subscriptionId, name);
  if (group?.deletingSinceMs === sinceMs) {
    const location = `${request.origin}${request.path}?api-version=${request.apiVersion}`;
    return { status: 202, headers: { location, "retry-after": String(request.options.groupRetryAfterSeconds ?? 15) } };
  }
  if (group?.deletionFailure?.sinceMs === sinceMs)
    throw new AzureError(409, "ResourceGroupDeletionBlocked", group.deletionFailure.message, {
      headers: { "x-ms-failure-cause": "gateway" },
    });
  return { status: 200 };
}

function readToken(text: string): DeletionToken {
  try {
    const token = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as DeletionToken;
    if (typeof token.group === "string") return token;
  } catch {
    // Answered below.
  }
  throw new AzureError(404, "NotFound", "The operation is not found.");
}

/** Nothing is made or changed in a group that is going. */
export function assertNotBeingDeleted(group: ResourceGroup | undefined): void {
  if (group?.deletingSinceMs === undefined) return;
  throw new AzureError(
    409,
    "ResourceGroupBeingDeleted",
    `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation.`,
    { headers: { "x-ms-failure-cause": "gateway" } },
  );
}

function assertGroupAllowed(name: string, location: string, known: ResourceGroup | undefined): void {
  if (!/^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u.test(name)) {
    throw new AzureError(
      400,
      "InvalidResourceGroup",
      `The provided resource group name '${name}' has these invalid characters or is too long. It may have up to 90 letters, digits, '_', '(', ')', '-' and '.', and must not end with '.'.`,
    );
  }
  if (findRegion(location) === undefined) {
    throw new AzureError(
      400,
      "LocationNotAvailableForResourceGroup",
      `The provided location '${location}' is not available for resource group.`,
    );
  }
  if (known !== undefined && known.location !== location) {
    throw new AzureError(
      409,
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${location}'. The Resource group already exists in location '${known.location}'.`,
    );
  }
}

function groupId({ subscriptionId, name }: ResourceGroup): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

function groupView(group: ResourceGroup): object {
  const { name, location, tags, deletingSinceMs } = group;
  return {
    id: groupId(group),
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    tags,
    properties: { provisioningState: deletingSinceMs === undefined ? "Succeeded" : "Deleting" },
  };
}
