// Resource providers as tools look them up (az rest does not, az resource and Terraform do), and the SKUs of disks and
// snapshots by region.

import { AzureError } from "../../errors.ts";
import { regions } from "../../model/rules/regions.ts";
import { diskApiVersions } from "../api-versions.ts";
import { diskSkus } from "../compute/disk-settings.ts";
import { snapshotSkus } from "../compute/put-snapshot.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { findSubscription } from "../scopes.ts";

interface ProviderType {
  resourceType: string;
  apiVersions: readonly string[];
}

const diskVersions = [...diskApiVersions].reverse();
const storageVersions = ["2024-01-01", "2023-05-01", "2022-09-01", "2021-09-01", "2019-06-01"];
const providers: Record<string, ProviderType[]> = {
  "Microsoft.Compute": [
    { resourceType: "disks", apiVersions: diskVersions },
    { resourceType: "snapshots", apiVersions: diskVersions },
    { resourceType: "locations/diskOperations", apiVersions: diskVersions },
  ],
  "Microsoft.Storage": [
    { resourceType: "storageAccounts", apiVersions: storageVersions },
    { resourceType: "checkNameAvailability", apiVersions: storageVersions },
  ],
  "Microsoft.Resources": [
    { resourceType: "resourceGroups", apiVersions: ["2024-03-01", "2022-09-01", "2021-04-01", "2019-10-01"] },
    { resourceType: "subscriptions", apiVersions: ["2022-12-01", "2021-01-01", "2019-11-01"] },
  ],
  "Microsoft.Authorization": [
    { resourceType: "locks", apiVersions: ["2020-05-01", "2016-09-01"] },
    { resourceType: "roleAssignments", apiVersions: ["2022-04-01", "2020-04-01-preview"] },
    { resourceType: "roleDefinitions", apiVersions: ["2022-04-01", "2018-01-01-preview"] },
  ],
  "Microsoft.ResourceGraph": [{ resourceType: "resources", apiVersions: ["2024-04-01", "2022-10-01", "2021-03-01", "2019-04-01"] }],
  "Microsoft.CostManagement": [{ resourceType: "query", apiVersions: ["2025-03-01", "2023-11-01"] }],
};

export function listProviders(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  return { status: 200, body: { value: Object.keys(providers).map((namespace) => providerView(subscriptionId, namespace)) } };
}

/** register too: all are registered. */
export function getProvider(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const asked = param(request, "namespace");
  const namespace = Object.keys(providers).find((known) => known.toLowerCase() === asked.toLowerCase());
  if (namespace !== undefined) return { status: 200, body: providerView(subscriptionId, namespace) };
  throw new AzureError(404, "InvalidResourceNamespace", `The resource namespace '${asked}' is invalid.`, {
    headers: { "x-ms-failure-cause": "gateway" },
  });
}

function providerView(subscriptionId: string, namespace: string): object {
  const locations = regions.map((region) => region.displayName);
  return {
    id: `/subscriptions/${subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: "RegistrationRequired",
    registrationState: "Registered",
    resourceTypes: providers[namespace]?.map((type) => ({ ...type, locations, capabilities: "SupportsTags, SupportsLocation" })),
  };
}

/** $filter=location eq '…' is the only one Azure has here. */
export function listSkus(request: ArmRequest): ArmAnswer {
  findSubscription(request);
  const filter = request.query.get("$filter");
  const match = filter === null ? undefined : /^\s*location eq '([^']*)'\s*$/i.exec(filter);
  if (match === null)
    throw new AzureError(400, "InvalidParameter", `The filter '${filter}' is not supported: location eq '…' is.`, { target: "$filter" });
  const wanted = match?.[1]?.replaceAll(" ", "").toLowerCase();
  const value = regions
    .filter((region) => wanted === undefined || region.name === wanted)
    .flatMap((region) => [
      ...diskSkus.filter((sku) => region.hasZones || !sku.endsWith("_ZRS")).map((sku) => skuView("disks", sku, region)),
      ...snapshotSkus.filter((sku) => region.hasZones || !sku.endsWith("_ZRS")).map((sku) => skuView("snapshots", sku, region)),
    ]);
  return { status: 200, body: { value } };
}

function skuView(resourceType: "disks" | "snapshots", name: string, region: { name: string; hasZones: boolean }): object {
  const needsZone = name === "PremiumV2_LRS" || name === "UltraSSD_LRS";
  const zones = region.hasZones && resourceType === "disks" && needsZone ? ["1", "2", "3"] : [];
  return {
    resourceType,
    name,
    tier: name === "UltraSSD_LRS" ? "Ultra" : name.startsWith("Premium") ? "Premium" : "Standard",
    locations: [region.name],
    locationInfo: [{ location: region.name, zones, zoneDetails: [] }],
    capabilities: [],
    restrictions: [],
  };
}
