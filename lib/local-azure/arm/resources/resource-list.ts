// ARM's own list of resources (disks, snapshots, storage accounts), of a subscription or a group, as `az resource list` asks for it.

import { isAllowed } from "../../auth/rights/authorization.ts";
import { notImplemented } from "../../errors.ts";
import type { Resource } from "../../model/records/resource.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findGroup, findSubscription } from "../scopes.ts";
import { tierOf } from "../storage/account-view.ts";
import { accountsIn } from "../storage/storage-accounts.ts";

export function listResources(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const group = request.params.group === undefined ? undefined : findGroup(request).name.toLowerCase();
  const isWanted = filterOf(request.query.get("$filter"));
  const value = [...[...request.world.liveIn(subscriptionId)].map(listedResource), ...listedAccounts(request, subscriptionId)]
    .filter((listed) => group === undefined || listed.resourceGroup.toLowerCase() === group)
    .filter((listed) => isWanted(listed) && isAllowed(request, `${listed.type}/read`, listed.id))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ resourceGroup: _, ...view }) => view);
  return { status: 200, body: { value } };
}

interface Listed {
  id: string;
  name: string;
  type: string;
  sku: object;
  kind?: string;
  location: string;
  tags?: Record<string, string>;
  managedBy?: string;
  resourceGroup: string;
}

function listedResource(resource: Resource): Listed {
  const { id, name, sku, location, tags, managedBy, resourceGroup } = resource;
  const type = isSnapshot(resource) ? "Microsoft.Compute/snapshots" : "Microsoft.Compute/disks";
  return { id, name, type, sku: { name: sku }, location, tags, managedBy, resourceGroup };
}

function listedAccounts({ accounts }: ArmRequest, subscriptionId: string): Listed[] {
  return accountsIn(accounts)
    .filter(({ resource }) => resource.subscriptionId === subscriptionId)
    .map(({ name, resource: { id, sku, kind, location, tags, resourceGroup } }) => ({
      id,
      name,
      type: "Microsoft.Storage/storageAccounts",
      sku: { name: sku, tier: tierOf(sku) },
      kind,
      location,
      tags,
      resourceGroup,
    }));
}

type Test = (listed: Listed) => boolean;

/** Conditions of equality joined by and: resourceType, name, location, resourceGroup, tagName, tagValue. */
function filterOf(filter: string | null): Test {
  if (filter === null || filter.trim() === "") return () => true;
  const tests = filter.split(/\s+and\s+/i).map((condition): Test => {
    const match = /^\s*\(?\s*(\w+) eq '([^']*)'\s*\)?\s*$/i.exec(condition);
    const [, name = "", value = ""] = match ?? [];
    const wanted = value.toLowerCase();
    switch (name.toLowerCase()) {
      case "resourcetype":
        return (resource) => resource.type.toLowerCase() === wanted;
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
