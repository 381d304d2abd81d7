// Where copies go: another region, of the source's subscription or of another one.
import { besideOf, parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";

export interface CopyPlace {
  targetSubscriptionId?: string | undefined;
  targetRegion: string;
  targetResourceGroup: string;
}

/** ARM id of the copy of this name. */
export function copyIdOf(sourceId: string, { targetSubscriptionId, targetResourceGroup }: CopyPlace, name: string): string {
  const place = { resourceGroup: targetResourceGroup, type: "Microsoft.Compute/snapshots", name };
  if (targetSubscriptionId === undefined) return besideOf(sourceId, place);
  return besideOf(`/subscriptions/${targetSubscriptionId}/resourceGroups/-/providers/-/-/-`, place);
}

export function targetSubscriptionOf(sourceId: string, { targetSubscriptionId }: Pick<CopyPlace, "targetSubscriptionId">): string {
  return targetSubscriptionId ?? parseResourceId(sourceId)?.subscriptionId ?? "";
}

/** Of a request or a record: whether the copies go to another subscription than their sources lie in. */
export function goesElsewhere(sourceId: string, place: Pick<CopyPlace, "targetSubscriptionId">): boolean {
  const own = parseResourceId(sourceId)?.subscriptionId ?? "";
  return resourceKey(targetSubscriptionOf(sourceId, place)) !== resourceKey(own);
}

/** Of several copies, each with the field of the request that names it; in the order of the request. */
export function copyTargetsOf({
  snapshots,
  ...place
}: CopyPlace & { snapshots: readonly { snapshotId: string; targetName: string }[] }): { targetId: string; field: string }[] {
  return snapshots.map(({ snapshotId, targetName }, index) => ({
    targetId: copyIdOf(snapshotId, place, targetName),
    field: `snapshots.${index}.targetName`,
  }));
}
