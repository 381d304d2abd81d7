// What a copy or restore form may offer for a snapshot; the impossible comes with its reason.
import type { PlanOptions } from "#lib/contract/plans.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { allRegions, findRegion, normaliseRegion, sameRegion, snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canCopy, copyRegionChoices, suggestCopyName } from "#lib/domain/plans/copy-plan.ts";
import { canRestore, minSizeGib, restoreSkuChoices, restoreZoneChoices, suggestDiskName } from "#lib/domain/plans/restore-plan.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export async function getPlanOptions(
  deps: { view: InventoryView },
  query: { kind: "copy" | "restore"; snapshot: string },
  context: CallContext,
): Promise<PlanOptions> {
  const estate = await deps.view.current(context);
  const snapshot = findSnapshot(estate, query.snapshot, "snapshot");
  const chain = estate.structure.chainOf(snapshot);
  return query.kind === "copy" ? copyOptions(estate, snapshot, chain) : restoreOptions(estate, snapshot, chain);
}

function copyOptions(estate: Estate, snapshot: Snapshot, chain: Chain): PlanOptions {
  const regions = copyRegionChoices(snapshot, chain, regionsToOffer(estate, snapshot));
  const suggested = (regions.find((r) => r.recommended && r.possible) ?? regions.find((r) => r.possible))?.value;
  const group = suggested ? groupFor(estate, snapshot, suggested) : undefined;
  return {
    ...canCopy(snapshot),
    regions,
    resourceGroups: groupsOf(estate, snapshot),
    skus: snapshotSkuChoices(suggested ?? snapshot.location),
    zones: [],
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestCopyName(snapshot, suggested ?? snapshot.location), (name) =>
      isSnapshotTaken(estate, snapshot, group, name),
    ),
    ...(suggested ? { suggestedRegion: suggested } : {}),
    ...(group ? { suggestedResourceGroup: group } : {}),
  };
}

function restoreOptions(estate: Estate, snapshot: Snapshot, chain: Chain): PlanOptions {
  const sourceDisk = chain.sourceState === "live" && chain.sourceDiskId ? estate.structure.disk(chain.sourceDiskId) : undefined;
  const target = sourceDisk?.resourceGroup ?? groupFor(estate, snapshot, snapshot.location) ?? snapshot.resourceGroup;
  return {
    ...canRestore(snapshot),
    regions: [],
    resourceGroups: groupsOf(estate, snapshot),
    skus: restoreSkuChoices(snapshot, sourceDisk?.sku),
    zones: restoreZoneChoices(snapshot),
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestDiskName(snapshot, chain), (name) => isDiskTaken(estate, snapshot, target, name)),
    suggestedRegion: normaliseRegion(snapshot.location),
    suggestedResourceGroup: target,
  };
}

/** Whether the snapshot's subscription may use that region; every one may be where Azure did not say. */
export function isOffered(estate: Estate, snapshot: Snapshot, region: string): boolean {
  return locationsOf(estate, snapshot)?.includes(normaliseRegion(region)) ?? true;
}

function locationsOf(estate: Estate, { subscriptionId }: Snapshot): string[] | undefined {
  return estate.inventory.subscriptions.find((one) => one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())?.locations;
}

/** Regions in use first, then the paired one, then the rest of what the subscription may use. */
function regionsToOffer(estate: Estate, snapshot: Snapshot): string[] {
  const { resourceGroups, disks, snapshots } = estate.inventory;
  const inUse = [...resourceGroups.map((g) => g.region), ...disks.map((d) => d.location), ...snapshots.map((s) => s.location)];
  const pair = findRegion(snapshot.location)?.pair;
  const all = [
    ...new Set(
      [...inUse, ...(pair ? [pair] : []), ...(locationsOf(estate, snapshot) ?? allRegions().map((region) => region.name))].map(
        normaliseRegion,
      ),
    ),
  ];
  return all.filter((region) => isOffered(estate, snapshot, region));
}

function groupsOf(estate: Estate, snapshot: Snapshot): PlanOptions["resourceGroups"] {
  return estate.inventory.resourceGroups
    .filter((group) => group.subscriptionId.toLowerCase() === snapshot.subscriptionId.toLowerCase())
    .map(({ name, region }) => ({ name, region }))
    .toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en"));
}

/** Azure Backup keeps house in its own groups: nothing of ours belongs there. */
const BACKUP_GROUP = /^azurebackuprg/i;

/** One in the target region, where possible. */
function groupFor(estate: Estate, snapshot: Snapshot, region: string): string | undefined {
  const groups = groupsOf(estate, snapshot).filter((group) => !BACKUP_GROUP.test(group.name));
  const there = groups.find((group) => sameRegion(group.region, region));
  return (there ?? groups.find((group) => group.name.toLowerCase() === snapshot.resourceGroup.toLowerCase()) ?? groups[0])?.name;
}

export function isSnapshotTaken(estate: Estate, source: Snapshot, group: string | undefined, name: string): boolean {
  return estate.structure.snapshot(idOf(source.subscriptionId, group ?? source.resourceGroup, "snapshots", name)) !== undefined;
}

export function isDiskTaken(estate: Estate, source: Snapshot, group: string, name: string): boolean {
  return estate.structure.disk(idOf(source.subscriptionId, group, "disks", name)) !== undefined;
}

function idOf(subscriptionId: string, group: string, kind: "snapshots" | "disks", name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/${kind}/${name}`;
}

const MAX_NAME = 80;

function freeName(name: string, isTaken: (name: string) => boolean): string {
  for (let i = 2; isTaken(name) && i < 1000; i += 1) {
    const suffix = `-${i}`;
    const candidate = `${name.slice(0, MAX_NAME - suffix.length)}${suffix}`;
    if (!isTaken(candidate)) return candidate;
  }
  return name;
}
