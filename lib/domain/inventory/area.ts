// What somebody may read of Azure: lists of whole subscriptions, or of single resource groups.
import type { ResourceId } from "./inventory.ts";

export type InventoryList = "resourceGroups" | "disks" | "snapshots";

/** Of a whole subscription, of one group where only that may be read, or of one resource of it. All in lower case. */
export interface Area {
  list: InventoryList;
  subscriptionId: string;
  group?: string;
  /** A record in it could not be told from others: what is missing there may be that one. */
  isPartial?: true;
  /** The key of the one resource that is shown of a group whose list may not be read: nothing follows for the others. */
  item?: string;
}

export type Place = Pick<ResourceId, "subscriptionId" | "resourceGroup">;

export function isCovered(areas: readonly Area[], list: InventoryList, place: Place): boolean {
  const [subscriptionId, group] = [place.subscriptionId.toLowerCase(), place.resourceGroup.toLowerCase()];
  return areas.some(
    (area) =>
      area.list === list &&
      area.subscriptionId === subscriptionId &&
      area.item === undefined &&
      (area.group === undefined || area.group === group),
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
    const ofList = before.filter((area) => area.list === list && area.subscriptionId === subscriptionId);
    if (group === undefined) return ofList;
    const place = { subscriptionId, resourceGroup: group };
    if (isCovered(wholeOnes(before), list, place)) return [failed];
    if (isCovered(before, list, place)) return [{ ...failed, isPartial: true }];
    return ofList.filter((area) => area.item !== undefined && area.group === group);
  });
  const byKey = new Map([...read.areas, ...kept].map((area) => [areaKey(area), area]));
  return [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
}

export function areaKey({ list, subscriptionId, group, item }: Area): string {
  return `${list}|${subscriptionId}|${group ?? ""}${item === undefined ? "" : `|${item}`}`;
}
