// The resource group that something new is made in: which one to suggest, and whether the one asked for is there.
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { type SuggestedGroup, suggestGroup } from "#lib/domain/plans/group-choice.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import type { Surroundings } from "./plan-estate.ts";

/** For each of these regions. */
export async function groupsFor(around: Surroundings, regions: readonly string[]): Promise<Map<string, SuggestedGroup>> {
  const { snapshot, chain, groups } = around;
  const { resourceGroup, location, tags } = snapshot;
  const ofGroup = await around.copyHolders();
  const ofDisk = chain.copies.map(({ copy, region }) => ({ name: copy.resourceGroup, region }));
  return new Map(
    regions.flatMap((targetRegion) => {
      const isThere = (holder: { region: string }) => sameRegion(holder.region, targetRegion);
      const holders = [
        ...ofDisk.filter(isThere).map(({ name }) => ({ name, of: "disk" as const, copies: 1 })),
        ...ofGroup.filter(isThere).map(({ group, copies }) => ({ name: group, of: "group" as const, copies })),
      ];
      const found = suggestGroup({ source: { resourceGroup, region: location, tags }, targetRegion, groups, holders });
      const suggested = found ?? (groups.length === 0 ? unlisted(resourceGroup) : undefined);
      return suggested ? [[targetRegion, suggested]] : [];
    }),
  );
}

/** Groups of a subscription can be unreadable though what is in one is not. */
export function unlisted(resourceGroup: string): SuggestedGroup {
  return { name: resourceGroup, reason: "The group of the snapshot: no other is known." };
}

/** Copies and disks are made in an existing resource group of the snapshot's subscription. */
export function groupProblems({ subscription, groups }: Pick<Surroundings, "subscription" | "groups">, group: string): PlanProblem[] {
  const { name, isReadable } = subscription;
  if (!isReadable || groups.some((known) => known.name.toLowerCase() === group.toLowerCase())) return [];
  return [{ field: "targetResourceGroup", rule: "no-such-group", message: `There is no resource group ${group} in ${name}.` }];
}
