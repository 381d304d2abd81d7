// What Azure Resource Manager answers itself: tenants, subscriptions, locations, resource groups.

import { AzureError } from "../errors.ts";
import type { Region } from "../model/regions.ts";
import { findRegion, regions } from "../model/regions.ts";
import type { ResourceGroup, Subscription } from "../model/types.ts";
import { asObject, locationIn, tagsIn } from "./body.ts";
import type { ArmAnswer, ArmRequest } from "./request.ts";
import { param } from "./request.ts";
import { findGroup, findSubscription } from "./scopes.ts";

export function listTenants({ world }: ArmRequest): ArmAnswer {
  const { tenantId } = world;
  const tenant = {
    id: `/tenants/${tenantId}`,
    tenantId,
    countryCode: "US",
    displayName: "Local Azure",
    domains: ["localazure.example"],
    tenantCategory: "Home",
  };
  return { status: 200, body: { value: [tenant] } };
}

export function listSubscriptions({ world }: ArmRequest): ArmAnswer {
  const value = [...world.subscriptions.values()].map(subscriptionView);
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
}

export function getSubscription(request: ArmRequest): ArmAnswer {
  return { status: 200, body: subscriptionView(findSubscription(request)) };
}

function subscriptionView({ subscriptionId, displayName, tenantId }: Subscription): object {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName,
    state: "Enabled",
    subscriptionPolicies: { locationPlacementId: "Public_2014-09-01", quotaId: "PayAsYouGo_2014-09-01", spendingLimit: "Off" },
  };
}

export function listLocations(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  return { status: 200, body: { value: regions.map((region) => locationView(subscriptionId, region)) } };
}

function locationView(subscriptionId: string, region: Region): object {
  const id = (name: string) => `/subscriptions/${subscriptionId}/locations/${name}`;
  return {
    id: id(region.name),
    name: region.name,
    type: "Region",
    displayName: region.displayName,
    regionalDisplayName: `(${region.geographyGroup}) ${region.displayName}`,
    metadata: {
      regionType: "Physical",
      regionCategory: region.hasZones ? "Recommended" : "Other",
      geography: region.geography,
      geographyGroup: region.geographyGroup,
      longitude: region.longitude,
      latitude: region.latitude,
      physicalLocation: "",
      pairedRegion: [{ name: region.pairedWith, id: id(region.pairedWith) }],
    },
    ...(region.hasZones
      ? { availabilityZoneMappings: ["1", "2", "3"].map((zone) => ({ logicalZone: zone, physicalZone: `${region.name}-az${zone}` })) }
      : {}),
  };
}

export function listGroups(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const groups = [...request.world.groups.values()].filter((group) => group.subscriptionId === subscriptionId);
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

export function putGroup(request: ArmRequest): ArmAnswer {
  const { world } = request;
  const { subscriptionId } = findSubscription(request);
  const name = param(request, "group");
  const body = asObject(request.body, "the body");
  const location = locationIn(body);
  const known = world.findGroup(subscriptionId, name);
  assertGroupAllowed(name, location, known);
  const tags = tagsIn(body) ?? {};
  const group = known === undefined ? world.addGroup({ subscriptionId, name, location, tags }) : Object.assign(known, { tags });
  world.touch("group", group);
  return { status: known === undefined ? 201 : 200, body: groupView(group) };
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

function groupView({ subscriptionId, name, location, tags }: ResourceGroup): object {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: "Microsoft.Resources/resourceGroups",
    location,
    tags,
    properties: { provisioningState: "Succeeded" },
  };
}
