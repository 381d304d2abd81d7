// What plans need to know of Azure's public regions: name, zones, partner. From learn.microsoft.com, "Azure regions
// list". Regions with availability zones store snapshots zone-redundantly (ZRS); the others only locally (LRS).
// A region that is not here still works: advice that would need these facts is then left out.

import type { Choice } from "#lib/domain/plans/plan.ts";

export interface AzureRegion {
  name: string;
  displayName: string;
  hasZones: boolean;
  /** The region Azure pairs it with; newer regions have none. Not always mutual. */
  pair?: string;
}

type Row = readonly [name: string, displayName: string, zones: "zones" | "no zones", pair?: string];

const ROWS: readonly Row[] = [
  ["australiacentral", "Australia Central", "no zones", "australiacentral2"],
  ["australiacentral2", "Australia Central 2", "no zones", "australiacentral"],
  ["australiaeast", "Australia East", "zones", "australiasoutheast"],
  ["australiasoutheast", "Australia Southeast", "no zones", "australiaeast"],
  ["austriaeast", "Austria East", "zones"],
  ["belgiumcentral", "Belgium Central", "zones"],
  ["brazilsouth", "Brazil South", "zones", "southcentralus"],
  ["brazilsoutheast", "Brazil Southeast", "no zones", "brazilsouth"],
  ["canadacentral", "Canada Central", "zones", "canadaeast"],
  ["canadaeast", "Canada East", "no zones", "canadacentral"],
  ["centralindia", "Central India", "zones", "southindia"],
  ["centralus", "Central US", "zones", "eastus2"],
  ["chilecentral", "Chile Central", "zones"],
  ["denmarkeast", "Denmark East", "zones"],
  ["eastasia", "East Asia", "zones", "southeastasia"],
  ["eastus", "East US", "zones", "westus"],
  ["eastus2", "East US 2", "zones", "centralus"],
  ["francecentral", "France Central", "zones", "francesouth"],
  ["francesouth", "France South", "no zones", "francecentral"],
  ["germanynorth", "Germany North", "no zones", "germanywestcentral"],
  ["germanywestcentral", "Germany West Central", "zones", "germanynorth"],
  ["indonesiacentral", "Indonesia Central", "zones"],
  ["israelcentral", "Israel Central", "zones"],
  ["italynorth", "Italy North", "zones"],
  ["japaneast", "Japan East", "zones", "japanwest"],
  ["japanwest", "Japan West", "zones", "japaneast"],
  ["koreacentral", "Korea Central", "zones", "koreasouth"],
  ["koreasouth", "Korea South", "no zones", "koreacentral"],
  ["malaysiawest", "Malaysia West", "zones"],
  ["mexicocentral", "Mexico Central", "zones"],
  ["newzealandnorth", "New Zealand North", "zones"],
  ["northcentralus", "North Central US", "no zones", "southcentralus"],
  ["northeurope", "North Europe", "zones", "westeurope"],
  ["norwayeast", "Norway East", "zones", "norwaywest"],
  ["norwaywest", "Norway West", "no zones", "norwayeast"],
  ["polandcentral", "Poland Central", "zones"],
  ["qatarcentral", "Qatar Central", "zones"],
  ["southafricanorth", "South Africa North", "zones", "southafricawest"],
  ["southafricawest", "South Africa West", "no zones", "southafricanorth"],
  ["southcentralus", "South Central US", "zones", "northcentralus"],
  ["southindia", "South India", "no zones", "centralindia"],
  ["southeastasia", "Southeast Asia", "zones", "eastasia"],
  ["spaincentral", "Spain Central", "zones"],
  ["swedencentral", "Sweden Central", "zones", "swedensouth"],
  ["switzerlandnorth", "Switzerland North", "zones", "switzerlandwest"],
  ["switzerlandwest", "Switzerland West", "no zones", "switzerlandnorth"],
  ["uaecentral", "UAE Central", "no zones", "uaenorth"],
  ["uaenorth", "UAE North", "zones", "uaecentral"],
  ["uksouth", "UK South", "zones", "ukwest"],
  ["ukwest", "UK West", "no zones", "uksouth"],
  ["westcentralus", "West Central US", "no zones", "westus2"],
  ["westeurope", "West Europe", "zones", "northeurope"],
  ["westindia", "West India", "no zones", "southindia"],
  ["westus", "West US", "no zones", "eastus"],
  ["westus2", "West US 2", "zones", "westcentralus"],
  ["westus3", "West US 3", "zones", "eastus"],
];

const BY_NAME: ReadonlyMap<string, AzureRegion> = new Map(
  ROWS.map(([name, displayName, zones, pair]) => [name, { name, displayName, hasZones: zones === "zones", pair }]),
);

/** Open only to customers who ask, for disaster recovery within the country: never a first suggestion. */
const ACCESS_RESTRICTED: ReadonlySet<string> = new Set([
  "australiacentral2",
  "brazilsoutheast",
  "francesouth",
  "germanynorth",
  "norwaywest",
  "southafricawest",
  "swedensouth",
  "switzerlandwest",
  "uaecentral",
]);

/** What names of regions are made of: clouds and stages apart, the words of those above. */
const WORDS: ReadonlyMap<string, string> = new Map(
  [...ROWS.flatMap(([, displayName]) => displayName.split(" ")), "China", "DoD", "EUAP", "Gov", "Stage", "STG", "Sweden", "Taiwan"].map(
    (word) => [word.toLowerCase(), word],
  ),
);

/** Undefined where it is not made of known words and a number: "eastus2euap" is East, US, 2 and EUAP. */
function regionWords(name: string): string[] | undefined {
  if (name === "") return [];
  for (let end = name.length; end > 0; end -= 1) {
    const start = name.slice(0, end);
    const word = /^\d+$/.test(start) ? start : WORDS.get(start);
    const rest = word === undefined ? undefined : regionWords(name.slice(end));
    if (word !== undefined && rest !== undefined) return [word, ...rest];
  }
  return undefined;
}

export function isAccessRestricted(location: string): boolean {
  return ACCESS_RESTRICTED.has(normaliseRegion(location));
}

/** ARM writes "westeurope", "West Europe" or "WestEurope" for one region. */
export function normaliseRegion(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}

export function sameRegion(a: string, b: string): boolean {
  return normaliseRegion(a) === normaliseRegion(b);
}

/** Undefined for a region Snapscope has no facts on. */
export function findRegion(location: string): AzureRegion | undefined {
  return BY_NAME.get(normaliseRegion(location));
}

export function allRegions(): AzureRegion[] {
  return [...BY_NAME.values()];
}

/** "West Europe"; "East US 2 EUAP" for a region without facts whose name is made of words; else the name as given. */
export function regionLabel(location: string): string {
  return findRegion(location)?.displayName ?? regionWords(normaliseRegion(location))?.join(" ") ?? location;
}

/** Redundancies a copy may have in a region, best first. */
export function snapshotSkuChoices(location: string): Choice[] {
  const region = findRegion(location);
  const hasZones = region?.hasZones ?? true;
  return [
    {
      value: "Standard_ZRS",
      label: "Zone-redundant (ZRS)",
      possible: hasZones,
      recommended: region?.hasZones === true,
      reason: hasZones ? undefined : `${regionLabel(location)} has no availability zones.`,
    },
    { value: "Standard_LRS", label: "Locally redundant (LRS)", possible: true, recommended: !hasZones },
  ];
}

/** Of a full snapshot: Premium SSD as well. */
export function fullSkuChoices(location: string): Choice[] {
  const reason = "Costs more than twice as much; a disk of Premium SSD is filled faster from it.";
  return [...snapshotSkuChoices(location), { value: "Premium_LRS", label: "Premium SSD (LRS)", possible: true, reason }];
}
