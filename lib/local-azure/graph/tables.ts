// The tables Resource Graph has here: disks and snapshots in resources, subscriptions and groups in
// resourcecontainers; of each what the caller may read.

import { resourceView } from "../arm/compute/views.ts";
import type { Caller as RightsCaller } from "../auth/rights/authorization.ts";
import { hasAnyRole, isAllowed } from "../auth/rights/authorization.ts";
import type { ReadableRecords } from "../model/records/records.ts";
import type { Resource } from "../model/records/resource.ts";
import { isSnapshot } from "../model/records/resource.ts";
import type { ResourceGroup } from "../model/records/resource-group.ts";
import type { Subscription } from "../model/records/subscription.ts";
import type { Table } from "./query.ts";
import type { Row, Value } from "./values.ts";

/** Who asks, and of what. */
export interface Caller extends RightsCaller {
  world: ReadableRecords;
}

const columns = [
  "id",
  "name",
  "type",
  "tenantId",
  "kind",
  "location",
  "resourceGroup",
  "subscriptionId",
  "managedBy",
  "sku",
  "plan",
  "properties",
  "tags",
  "identity",
  "zones",
  "extendedLocation",
];

const nothing: Row = { kind: "", managedBy: "", sku: null, plan: null, tags: null, identity: null, zones: null, extendedLocation: null };

export function resourcesTable(caller: Caller, subscriptionIds: readonly string[]): Table {
  return { columns, rows: subscriptionIds.flatMap((subscriptionId) => resourceRows(caller, subscriptionId)) };
}

function resourceRows(caller: Caller, subscriptionId: string): Row[] {
  const mayRead = (scope: string) => ({
    disks: isAllowed(caller, "Microsoft.Compute/disks/read", scope),
    snapshots: isAllowed(caller, "Microsoft.Compute/snapshots/read", scope),
  });
  const everywhere = mayRead(`/subscriptions/${subscriptionId}`);
  const rows: Row[] = [];
  for (const resource of caller.world.liveIn(subscriptionId)) {
    const kind = isSnapshot(resource) ? "snapshots" : "disks";
    if (everywhere[kind] || mayRead(resource.id)[kind]) rows.push(resourceRow(caller, resource, kind));
  }
  return rows;
}

function resourceRow({ world }: Caller, resource: Resource, kind: "disks" | "snapshots"): Row {
  const { sku, properties, tags, zones, managedBy } = resourceView(world, resource) as Record<string, Value | undefined>;
  return {
    ...nothing,
    id: resource.id,
    name: resource.name,
    type: `microsoft.compute/${kind}`,
    tenantId: world.tenantId,
    location: resource.location,
    resourceGroup: resource.resourceGroup.toLowerCase(),
    subscriptionId: resource.subscriptionId,
    managedBy: managedBy ?? "",
    sku: sku ?? null,
    properties: properties ?? null,
    tags: tags ?? null,
    zones: zones ?? null,
  };
}

export function containersTable(caller: Caller, subscriptionIds: readonly string[]): Table {
  const { world } = caller;
  const wanted = new Set(subscriptionIds);
  const groups = [...world.groups.values()].filter((group) => wanted.has(group.subscriptionId) && mayReadGroup(caller, group));
  const subscriptions = subscriptionIds.map((id) => world.subscriptions.get(id)).filter((one) => one !== undefined);
  return { columns, rows: [...subscriptions.map((one) => subscriptionRow(caller, one)), ...groups.map((one) => groupRow(caller, one))] };
}

function mayReadGroup(caller: Caller, group: ResourceGroup): boolean {
  return isAllowed(
    caller,
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`,
  );
}

function subscriptionRow({ world }: Caller, { subscriptionId, displayName }: Subscription): Row {
  return {
    ...nothing,
    id: `/subscriptions/${subscriptionId}`,
    name: displayName,
    type: "microsoft.resources/subscriptions",
    tenantId: world.tenantId,
    location: "",
    resourceGroup: "",
    subscriptionId,
    properties: { state: "Enabled" },
  };
}

function groupRow({ world }: Caller, { subscriptionId, name, location, tags }: ResourceGroup): Row {
  return {
    ...nothing,
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: "microsoft.resources/subscriptions/resourcegroups",
    tenantId: world.tenantId,
    location,
    resourceGroup: name.toLowerCase(),
    subscriptionId,
    properties: { provisioningState: "Succeeded" },
    tags,
  };
}

/** Those asked for (default: all) in which the caller has any right. */
export function visibleSubscriptions(caller: Caller, asked: readonly string[] | undefined): string[] {
  const known = asked === undefined ? [...caller.world.subscriptions.keys()] : asked.map((id) => id.toLowerCase());
  return known.filter((id) => caller.world.subscriptions.has(id) && hasAnyRole(caller, `/subscriptions/${id}`));
}
