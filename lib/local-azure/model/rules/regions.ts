// The regions Local Azure has, and what differs between them for snapshots: availability zones (hence ZRS).

import { AzureError } from "../../errors.ts";

export interface Region {
  name: string;
  displayName: string;
  geography: string;
  geographyGroup: "US" | "Europe" | "Asia Pacific";
  latitude: string;
  longitude: string;
  pairedWith: string;
  hasZones: boolean;
}

function region(
  name: string,
  displayName: string,
  [geography, geographyGroup]: [string, Region["geographyGroup"]],
  [latitude, longitude]: [string, string],
  pairedWith: string,
  hasZones: boolean,
): Region {
  return { name, displayName, geography, geographyGroup, latitude, longitude, pairedWith, hasZones };
}

const us: [string, "US"] = ["United States", "US"];

export const regions: readonly Region[] = [
  region("eastus", "East US", us, ["37.3719", "-79.8164"], "westus", true),
  region("eastus2", "East US 2", us, ["36.6681", "-78.3889"], "centralus", true),
  region("eastus2euap", "East US 2 EUAP", us, ["36.6681", "-78.3889"], "centraluseuap", true),
  region("centralus", "Central US", us, ["41.5908", "-93.6208"], "eastus2", true),
  region("northcentralus", "North Central US", us, ["41.8819", "-87.6278"], "southcentralus", false),
  region("southcentralus", "South Central US", us, ["29.4167", "-98.5"], "northcentralus", true),
  region("westcentralus", "West Central US", us, ["40.89", "-110.234"], "westus2", false),
  region("westus", "West US", us, ["37.783", "-122.417"], "eastus", false),
  region("westus2", "West US 2", us, ["47.233", "-119.852"], "westcentralus", true),
  region("westus3", "West US 3", us, ["33.448376", "-112.074036"], "eastus", true),
  region("northeurope", "North Europe", ["Ireland", "Europe"], ["53.3478", "-6.2597"], "westeurope", true),
  region("westeurope", "West Europe", ["Netherlands", "Europe"], ["52.3667", "4.9"], "northeurope", true),
  region("uksouth", "UK South", ["United Kingdom", "Europe"], ["50.941", "-0.799"], "ukwest", true),
  region("ukwest", "UK West", ["United Kingdom", "Europe"], ["53.427", "-3.084"], "uksouth", false),
  region("germanywestcentral", "Germany West Central", ["Germany", "Europe"], ["50.110924", "8.682127"], "germanynorth", true),
  region("germanynorth", "Germany North", ["Germany", "Europe"], ["53.073635", "8.806422"], "germanywestcentral", false),
  region("francecentral", "France Central", ["France", "Europe"], ["46.3772", "2.373"], "francesouth", true),
  region("swedencentral", "Sweden Central", ["Sweden", "Europe"], ["60.67488", "17.14127"], "swedensouth", true),
  region("southeastasia", "Southeast Asia", ["Asia Pacific", "Asia Pacific"], ["1.283", "103.833"], "eastasia", true),
  region("eastasia", "East Asia", ["Asia Pacific", "Asia Pacific"], ["22.267", "114.188"], "southeastasia", true),
  region("australiaeast", "Australia East", ["Australia", "Asia Pacific"], ["-33.86", "151.2094"], "australiasoutheast", true),
  region("japaneast", "Japan East", ["Japan", "Asia Pacific"], ["35.68", "139.77"], "japanwest", true),
];

const byName = new Map(regions.map((entry) => [entry.name, entry]));

export function findRegion(location: string): Region | undefined {
  return byName.get(toLocationName(location));
}

export function assertKnownRegion(location: string, type: string): void {
  if (findRegion(location) !== undefined) return;
  throw new AzureError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type '${type}'.`,
  );
}

/** "West US" → "westus". */
export function toLocationName(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}
