// The resource group that something new is made in: which one to suggest, and whether the one asked for is there.
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { type SuggestedGroup, suggestGroup } from "#lib/domain/plans/group-choice.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import type { Surroundings, TargetPlace } from "./plan-estate.ts";

/** For each of these regions. */
export async function groupsFor(
  around: Surroundings,
  target: TargetPlace,
  regions: readonly string[],
): Promise<Map<string, SuggestedGroup>> {
  const { snapshot, chain } = around;
  const { groups, subscriptionId } = target;
  const { resourceGroup, location, tags } = snapshot;
  const isElsewhere = !sameText(subscriptionId, snapshot.subscriptionId);
  const ofGroup = await target.copyHolders();
  const ofDisk = chain.copies
    .filter(({ copy }) => sameText(copy.subscriptionId, subscriptionId))
    .map(({ copy, region }) => ({ name: copy.resourceGroup, region }));
  return new Map(
    regions.flatMap((targetRegion) => {
      const isThere = (holder: { region: string }) => sameRegion(holder.region, targetRegion);
      const holders = [
        ...ofDisk.filter(isThere).map(({ name }) => ({ name, of: "disk" as const, copies: 1 })),
        ...ofGroup.filter(isThere).map(({ group, copies }) => ({ name: group, of: "group" as const, copies })),
      ];
      const found = suggestGroup({ source: { resourceGroup, region: location, tags, isElsewhere }, targetRegion, groups, holders });
      const suggested = found ?? (groups.length === 0 && !isElsewhere ? unlisted(resourceGroup) : undefined);
      return suggested ? [[targetRegion, suggested]] : [];
    }),
  );
}

/** Groups of a subscription can be unreadable though what is in one is not. */
export function unlisted(resourceGroup: string): SuggestedGroup {
  return { name: resourceGroup, reason: "The group of the snapshot: no other is known." };
}

/** Copies and disks are made in an existing resource group. */
export function groupProblems({ subscription, groups }: Pick<Surroundings, "subscription" | "groups">, group: string): PlanProblem[] {
  const { name, isReadable } = subscription;
  if (!isReadable || groups.some((known) => known.name.toLowerCase() === group.toLowerCase())) return [];
  return [{ field: "targetResourceGroup", rule: "no-such-group", message: `There is no resource group ${group} in ${name}.` }];
}

/** Something is made in another subscription than the source lies in. */
export function subscriptionProblems({ subscription }: Pick<TargetPlace, "subscription">, isElsewhere: boolean): PlanProblem[] {
  if (!isElsewhere) return [];
  const field = "targetSubscriptionId";
  if (!subscription.isSeen) {
    const message = `There is no subscription ${subscription.name} that you may read here. Choose one of those you can see.`;
    return [{ field, rule: "no-such-subscription", message }];
  }
  return subscription.closed === undefined ? [] : [{ field, rule: "subscription-state", message: subscription.closed }];
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
