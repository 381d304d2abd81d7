// The resource group that something new is made in: which one to suggest, and whether the one asked for is there.
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import type { Surroundings } from "./plan-estate.ts";

/** Azure Backup keeps house in its own groups: nothing of ours belongs there. */
const BACKUP_GROUP = /^azurebackuprg/i;

/** One in the target region, where possible. */
export function groupFor({ groups: all, snapshot }: Pick<Surroundings, "groups" | "snapshot">, region: string): string | undefined {
  const groups = all.filter((group) => !BACKUP_GROUP.test(group.name));
  const there = groups.find((group) => sameRegion(group.region, region));
  return (there ?? groups.find((group) => isNamed(group, snapshot.resourceGroup)) ?? groups[0])?.name;
}

/** Copies and disks are made in an existing resource group of the snapshot's subscription. */
export function groupProblems({ subscription, groups }: Pick<Surroundings, "subscription" | "groups">, group: string): PlanProblem[] {
  const { name, isReadable } = subscription;
  if (!isReadable || groups.some((known) => isNamed(known, group))) return [];
  return [{ field: "targetResourceGroup", rule: "no-such-group", message: `There is no resource group ${group} in ${name}.` }];
}

function isNamed(group: { name: string }, name: string): boolean {
  return group.name.toLowerCase() === name.toLowerCase();
}
