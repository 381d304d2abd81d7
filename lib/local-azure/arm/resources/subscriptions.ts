// What Azure Resource Manager answers itself: tenants, subscriptions, locations.

import { hasAnyRole } from "../../auth/rights/authorization.ts";
import type { Subscription } from "../../model/records/subscription.ts";
import type { Region } from "../../model/rules/regions.ts";
import { regions } from "../../model/rules/regions.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findSubscription } from "../scopes.ts";

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

/** Those in which the caller has any right, if only over one resource. */
export function listSubscriptions(request: ArmRequest): ArmAnswer {
  const seen = [...request.world.subscriptions.values()].filter((one) => hasAnyRole(request, `/subscriptions/${one.subscriptionId}`));
  const value = seen.map(subscriptionView);
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
