// ARM's own list of resources, of a subscription or a group, as `az resource list` asks for it.

import { isAllowed } from "../auth/authorization.ts";
import { notImplemented } from "../errors.ts";
import type { Resource } from "../model/resource-index.ts";
import { isSnapshot } from "../model/resource-index.ts";
import type { ArmAnswer, ArmRequest } from "./request.ts";
import { findGroup, findSubscription } from "./scopes.ts";

export function listResources(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const group = request.params.group === undefined ? undefined : findGroup(request).name.toLowerCase();
  const isWanted = filterOf(request.query.get("$filter"));
  const value = [...request.world.liveIn(subscriptionId)]
    .filter((resource) => group === undefined || resource.resourceGroup.toLowerCase() === group)
    .filter((resource) => isWanted(resource) && isAllowed(request, `${typeOf(resource)}/read`, resource.id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(view);
  return { status: 200, body: { value } };
}

function typeOf(resource: Resource): string {
  return isSnapshot(resource) ? "Microsoft.Compute/snapshots" : "Microsoft.Compute/disks";
}

type Test = (resource: Resource) => boolean;

/** Conditions of equality joined by and: resourceType, name, location, resourceGroup, tagName, tagValue. */
function filterOf(filter: string | null): Test {
  if (filter === null || filter.trim() === "") return () => true;
  const tests = filter.split(/\s+and\s+/i).map((condition): Test => {
    const match = /^\s*\(?\s*(\w+) eq '([^']*)'\s*\)?\s*$/i.exec(condition);
    const [, name = "", value = ""] = match ?? [];
    const wanted = value.toLowerCase();
    switch (name.toLowerCase()) {
      case "resourcetype":
        return (resource) => typeOf(resource).toLowerCase() === wanted;
      case "name":
        return (resource) => resource.name.toLowerCase() === wanted;
      case "location":
        return (resource) => resource.location === wanted;
      case "resourcegroup":
        return (resource) => resource.resourceGroup.toLowerCase() === wanted;
      case "tagname":
        return (resource) => Object.keys(resource.tags ?? {}).some((tag) => tag.toLowerCase() === wanted);
      case "tagvalue":
        return (resource) => Object.values(resource.tags ?? {}).some((tag) => tag.toLowerCase() === wanted);
      default:
        throw notImplemented(`the resource filter '${condition.trim()}'`);
    }
  });
  return (resource) => tests.every((test) => test(resource));
}

function view(resource: Resource): object {
  const { id, name, sku, location, tags, managedBy } = resource;
  return { id, name, type: typeOf(resource), sku: { name: sku }, location, tags, managedBy };
}
