// Finding what a path names, and ARM's two sorts of "not found": its own gateway's, and the disk provider's for what was
// deleted a moment ago.

import { AzureError } from "../errors.ts";
import type { Disk } from "../model/records/disk.ts";
import type { Resource } from "../model/records/resource.ts";
import { isSnapshot } from "../model/records/resource.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { Snapshot } from "../model/records/snapshot.ts";
import type { Subscription } from "../model/records/subscription.ts";
import { resourceId } from "../model/rules/resource-rules.ts";
import type { ArmRequest } from "./request.ts";
import { param } from "./request.ts";

export type ResourceType = "disks" | "snapshots";

/** So long the disk provider remembers what it deleted. */
const justDeletedMs = 10 * 60_000;

export const gateway = { headers: { "x-ms-failure-cause": "gateway" } };

export function findSubscription(request: ArmRequest): Subscription {
  const subscriptionId = param(request, "subscription");
  const found = request.world.subscriptions.get(subscriptionId.toLowerCase());
  if (found !== undefined) return found;
  throw new AzureError(404, "SubscriptionNotFound", `The subscription '${subscriptionId}' could not be found.`, gateway);
}

export function findGroup(request: ArmRequest): ResourceGroup {
  const { subscriptionId } = findSubscription(request);
  const name = param(request, "group");
  const found = request.world.findGroup(subscriptionId, name);
  if (found !== undefined) return found;
  throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`, gateway);
}

/** The part of the path before its last provider: what a lock or role assignment is about. */
export function scopeOf({ path }: Pick<ArmRequest, "path">): string {
  const at = path.toLowerCase().lastIndexOf("/providers/");
  return at < 0 ? path : path.slice(0, at);
}

/** The same, when what it names is there. */
export function existingScopeOf(request: ArmRequest): string {
  const scope = scopeOf(request);
  if (request.params.group === undefined) findSubscription(request);
  else if (request.params.account !== undefined) assertAccountThere(request, scope);
  else if (request.params.name === undefined) findGroup(request);
  else {
    findGroup(request);
    findSource(request, scope);
  }
  return scope;
}

/** The account and, when the scope is one of its containers, that. */
function assertAccountThere(request: ArmRequest, scope: string): void {
  const group = findGroup(request);
  const account = request.accounts.findById(scope.replace(/\/blobServices\/.*$/i, ""));
  if (account === undefined) throw storageAccountNotFound(param(request, "account"), group.name);
  const { container } = request.params;
  if (container !== undefined && !account.containers.has(container.toLowerCase())) {
    throw new AzureError(404, "ContainerNotFound", "The specified container does not exist.");
  }
}

export function storageAccountNotFound(name: string, group: string): AzureError {
  return notFoundByArm(`Microsoft.Storage/storageAccounts/${name}`, group);
}

export function resourceType(request: ArmRequest): ResourceType {
  return param(request, "type").toLowerCase() === "disks" ? "disks" : "snapshots";
}

/** Live, or a tombstone, or undefined; group and subscription exist. */
export function newestNamed(request: ArmRequest): Resource | undefined {
  return request.world.newestOfId(resourceId(findGroup(request), resourceType(request), param(request, "name")));
}

export function findNamed(request: ArmRequest): Resource {
  const found = newestNamed(request);
  if (found !== undefined && found.deletedAtMs === undefined) return found;
  throw notFound(request, found);
}

export function notFound(request: ArmRequest, tombstone: Resource | undefined): AzureError {
  const name = param(request, "name");
  const type = resourceType(request);
  if (tombstone?.deletedAtMs !== undefined && request.world.clock.nowMs() - tombstone.deletedAtMs < justDeletedMs) {
    return new AzureError(404, "NotFound", `${type === "disks" ? "Disk" : "Snapshot"} ${name} is not found.`);
  }
  return resourceNotFound(type, name, param(request, "group"));
}

export function resourceNotFound(type: ResourceType, name: string, group: string): AzureError {
  return notFoundByArm(`Microsoft.Compute/${type}/${name}`, group);
}

function notFoundByArm(resource: string, group: string): AzureError {
  return new AzureError(
    404,
    "ResourceNotFound",
    `The Resource '${resource}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    gateway,
  );
}

/** A PUT of what exists names the location it is in: ARM's own check, before any provider's. */
export function assertSameLocation(known: { name: string; location: string; resourceGroup: string }, location: string): void {
  if (location === known.location) return;
  throw new AzureError(
    409,
    "InvalidResourceLocation",
    `The resource '${known.name}' already exists in location '${known.location}' in resource group '${known.resourceGroup}'. A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`,
    gateway,
  );
}

const sourcePattern = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\/(disks|snapshots)\/([^/]+)$/i;

/** The disk or snapshot a new resource is made from. */
export function findSource(request: ArmRequest, id: string): Resource {
  const match = sourcePattern.exec(id);
  if (match === null) throw new AzureError(400, "InvalidParameter", "Entity not of expected type", { target: "sourceResourceId" });
  const [, , group = "", type = "", name = ""] = match;
  const found = request.world.findSnapshot(id) ?? request.world.findDisk(id);
  if (found !== undefined) return found;
  throw resourceNotFound(type.toLowerCase() === "disks" ? "disks" : "snapshots", name, group);
}

export function asSnapshot(resource: Resource): Snapshot {
  if (isSnapshot(resource)) return resource;
  throw new AzureError(400, "InvalidParameter", "Entity not of expected type", { target: "sourceResourceId" });
}

export function asDisk(resource: Resource): Disk {
  if (!isSnapshot(resource)) return resource;
  throw new Error("a snapshot where a disk was expected");
}
