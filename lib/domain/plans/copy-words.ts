// What copies are asked for, as people read it: the same words for one copy, for several, and for one made again.
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel } from "#lib/domain/inventory/disk-sku.ts";
import { resourceName } from "#lib/domain/inventory/inventory.ts";

export function countText(count: number): string {
  return count === 1 ? "1 snapshot" : `${formatCount(count)} snapshots`;
}

/** "db01-1 as db01-1-ne, …" */
export function copiesText(snapshots: readonly { snapshotId: string; targetName: string }[]): string {
  return snapshots.map(({ snapshotId, targetName }) => `${resourceName(snapshotId)} as ${targetName}`).join(", ");
}

/** In the order they are shown. */
export const copyPlaceFields = [
  { name: "targetRegion", label: "To region", print: (value: unknown) => regionLabel(String(value)) },
  { name: "targetSubscriptionId", label: "Subscription" },
  { name: "targetResourceGroup", label: "Resource group" },
] as const;

export const copyStorageFields = [
  {
    name: "sku",
    label: "Storage",
    print: (value: unknown) => (value === "Standard_ZRS" ? "Zone-redundant (ZRS)" : diskSkuLabel(String(value))),
  },
  { name: "speed", label: "Speed", print: (value: unknown) => (value === "Enhanced" ? "Enhanced" : "Standard") },
] as const;
