// What a copy or restore form may offer for a snapshot: every choice, the impossible ones with their reason.
import type { z } from "zod";
import type { PlanOptions, planOptionsQuery } from "#lib/contract/plans.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { allRegions, findRegion, sameRegion, snapshotSkuChoices } from "#lib/domain/azure-region.ts";
import { canCopy, copyRegionChoices, suggestCopyName } from "#lib/domain/copy-plan.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory.ts";
import { canRestore, minSizeGib, restoreSkuChoices, restoreZoneChoices, suggestDiskName } from "#lib/domain/restore-plan.ts";
import type { Chain } from "#lib/domain/snapshot-chain.ts";
import type { Estate } from "./estate.ts";
import type { InventoryView } from "./inventory-view.ts";
import type { CallContext, ResourceGroupInfo } from "./ports.ts";

export async function getPlanOptions(
  deps: { view: InventoryView },
  query: z.output<typeof planOptionsQuery>,
  context: CallContext,
): Promise<PlanOptions> {
  const estate = await deps.view.current(context);
  const snapshot = findSnapshot(estate, query.snapshot, "snapshot");
  const chain = estate.structure.chainOf(snapshot);
  const groups = estate.inventory.resourceGroups.filter((group) => group.subscriptionId.toLowerCase() === snapshot.subscriptionId.toLowerCase());
  const resourceGroups = groups.map(({ name, region }) => ({ name, region })).sort((a, b) => a.name.localeCompare(b.name));
  return query.kind === "copy" ? copyOptions(estate, snapshot, chain, resourceGroups) : restoreOptions(snapshot, chain, resourceGroups);
}

/** Throws AppError not-found naming the field it came in. */
export function findSnapshot(estate: Estate, id: string, field: string): Snapshot {
  const snapshot = estate.structure.snapshot(id);
  if (!snapshot) throw new AppError("not-found", "There is no such snapshot in the last reading of the inventory.", { details: { field, given: id } });
  return snapshot;
}

type GroupChoice = Pick<ResourceGroupInfo, "name" | "region">;

function copyOptions(estate: Estate, snapshot: Snapshot, chain: Chain, resourceGroups: GroupChoice[]): PlanOptions {
  const known = [...estate.inventory.disks, ...estate.inventory.snapshots].map((resource) => resource.location);
  const names = [...new Set([...known, ...allRegions().map((region) => region.name)])];
  const regions = copyRegionChoices(snapshot, chain, names);
  const suggestedRegion = (regions.find((choice) => choice.possible && choice.recommended) ?? regions.find((choice) => choice.possible))?.value;
  return {
    ...canCopy(snapshot),
    regions,
    resourceGroups,
    skus: snapshotSkuChoices(suggestedRegion ?? snapshot.location),
    zones: [],
    minSizeGib: minSizeGib(snapshot),
    suggestedName: suggestCopyName(snapshot, suggestedRegion ?? snapshot.location),
    ...(suggestedRegion ? { suggestedRegion } : {}),
    suggestedResourceGroup: groupFor(snapshot, resourceGroups, suggestedRegion),
  };
}

function restoreOptions(snapshot: Snapshot, chain: Chain, resourceGroups: GroupChoice[]): PlanOptions {
  const region = findRegion(snapshot.location);
  return {
    ...canRestore(snapshot),
    regions: [{ value: snapshot.location, label: region?.displayName ?? snapshot.location, possible: true }],
    resourceGroups,
    skus: restoreSkuChoices(snapshot),
    zones: restoreZoneChoices(snapshot),
    minSizeGib: minSizeGib(snapshot),
    suggestedName: suggestDiskName(snapshot, chain),
    suggestedRegion: snapshot.location,
    suggestedResourceGroup: groupFor(snapshot, resourceGroups, snapshot.location),
  };
}

/** The snapshot's own group when it lies in that region, else the first group there, else its own. */
function groupFor(snapshot: Snapshot, groups: GroupChoice[], region: string | undefined): string {
  const own = groups.find((group) => resourceKey(group.name) === resourceKey(snapshot.resourceGroup));
  const there = region ? groups.filter((group) => sameRegion(group.region, region)) : [];
  return (own && there.includes(own) ? own : (there[0] ?? own))?.name ?? snapshot.resourceGroup;
}
