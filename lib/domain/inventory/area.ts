// What somebody may read of Azure: lists of whole subscriptions, or of single resource groups.
import type { ResourceId } from "./inventory.ts";

export type InventoryList = "resourceGroups" | "disks" | "snapshots";

/** Of a whole subscription, or of one group where only that may be read. Both in lower case. */
export interface Area {
  list: InventoryList;
  subscriptionId: string;
  group?: string;
  /** A record in it could not be told from others: what is missing there may be that one. */
  isPartial?: true;
}

export type Place = Pick<ResourceId, "subscriptionId" | "resourceGroup">;

export function isCovered(areas: readonly Area[], list: InventoryList, place: Place): boolean {
  const [subscriptionId, group] = [place.subscriptionId.toLowerCase(), place.resourceGroup.toLowerCase()];
  return areas.some(
    (area) => area.list === list && area.subscriptionId === subscriptionId && (area.group === undefined || area.group === group),
  );
}

/** Where what is missing is not there. */
export function wholeOnes(areas: readonly Area[]): Area[] {
  return areas.filter(({ isPartial }) => !isPartial);
}

/** What was covered before stays covered where the list failed in passing: it must not look as if all had been deleted. */
export function areasAfter(before: readonly Area[], read: { areas: readonly Area[]; unread: readonly Area[] }): Area[] {
  const kept = read.unread.flatMap((failed): Area[] => {
    const { list, subscriptionId, group } = failed;
    if (group === undefined) return before.filter((area) => area.list === list && area.subscriptionId === subscriptionId);
    const place = { subscriptionId, resourceGroup: group };
    if (isCovered(wholeOnes(before), list, place)) return [failed];
    return isCovered(before, list, place) ? [{ ...failed, isPartial: true }] : [];
  });
  const byKey = new Map([...read.areas, ...kept].map((area) => [areaKey(area), area]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
}

export function areaKey({ list, subscriptionId, group }: Area): string {
  return `${list}|${subscriptionId}|${group ?? ""}`;
}
