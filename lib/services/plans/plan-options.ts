// What a copy or restore form may offer for a snapshot; the impossible comes with its reason.
import type { PlanOptions } from "#lib/contract/plans.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { allRegions, findRegion, normaliseRegion, sameRegion, snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canCopy, copyRegionChoices, suggestCopyName } from "#lib/domain/plans/copy-plan.ts";
import { canRestore, minSizeGib, restoreSkuChoices, restoreZoneChoices, suggestDiskName } from "#lib/domain/plans/restore-plan.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

export async function getPlanOptions(
  deps: EstateDeps,
  query: { kind: "copy" | "restore"; snapshot: string },
  context: CallContext,
): Promise<PlanOptions> {
  await deps.view.current(context);
  const { snapshot, chain } = await findSnapshot(deps.estate, query.snapshot, "snapshot", context);
  return query.kind === "copy" ? copyOptions(deps.estate, snapshot, chain, context) : restoreOptions(deps.estate, snapshot, chain, context);
}

async function copyOptions(estate: Estate, snapshot: Snapshot, chain: Chain, context: CallContext): Promise<PlanOptions> {
  const regions = copyRegionChoices(snapshot, chain, await regionsToOffer(estate, snapshot, context));
  const suggested = (regions.find((r) => r.recommended && r.possible) ?? regions.find((r) => r.possible))?.value;
  const groups = await groupsOf(estate, snapshot, context);
  const group = suggested ? groupFor(groups, snapshot, suggested) : undefined;
  const { subscriptionId, resourceGroup } = snapshot;
  const taken = await estate.snapshots.names(context, { subscriptionId, group: group ?? resourceGroup });
  return {
    ...canCopy(snapshot),
    regions,
    resourceGroups: groups,
    skus: snapshotSkuChoices(suggested ?? snapshot.location),
    zones: [],
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestCopyName(snapshot, suggested ?? snapshot.location), taken),
    ...(suggested ? { suggestedRegion: suggested } : {}),
    ...(group ? { suggestedResourceGroup: group } : {}),
  };
}

async function restoreOptions(estate: Estate, snapshot: Snapshot, chain: Chain, context: CallContext): Promise<PlanOptions> {
  const sourceDisk = chain.sourceState === "live" && chain.sourceDiskId ? await estate.disks.find(context, chain.sourceDiskId) : undefined;
  const groups = await groupsOf(estate, snapshot, context);
  const target = sourceDisk?.resourceGroup ?? groupFor(groups, snapshot, snapshot.location) ?? snapshot.resourceGroup;
  const taken = await estate.disks.names(context, { subscriptionId: snapshot.subscriptionId, group: target });
  return {
    ...canRestore(snapshot),
    regions: [],
    resourceGroups: groups,
    skus: restoreSkuChoices(snapshot, sourceDisk?.sku),
    zones: restoreZoneChoices(snapshot),
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestDiskName(snapshot, chain), taken),
    suggestedRegion: normaliseRegion(snapshot.location),
    suggestedResourceGroup: target,
  };
}

/** Whether the snapshot's subscription may use that region; every one may be where Azure did not say. */
export async function isOffered(estate: Estate, snapshot: Snapshot, region: string, context: CallContext): Promise<boolean> {
  return (await locationsOf(estate, snapshot, context))?.includes(normaliseRegion(region)) ?? true;
}

async function locationsOf(estate: Estate, { subscriptionId }: Snapshot, context: CallContext): Promise<string[] | undefined> {
  const subscriptions = await estate.places.subscriptions(context);
  return subscriptions.find((one) => one.subscriptionId.toLowerCase() === subscriptionId.toLowerCase())?.locations;
}

/** Regions in use first, then the paired one, then the rest of what the subscription may use. */
async function regionsToOffer(estate: Estate, snapshot: Snapshot, context: CallContext): Promise<string[]> {
  const [inUse, locations] = await Promise.all([estate.places.regionsInUse(context), locationsOf(estate, snapshot, context)]);
  const pair = findRegion(snapshot.location)?.pair;
  const all = [...inUse, ...(pair ? [pair] : []), ...(locations ?? allRegions().map((region) => region.name))].map(normaliseRegion);
  return [...new Set(all)].filter((region) => locations?.includes(region) ?? true);
}

async function groupsOf(estate: Estate, snapshot: Snapshot, context: CallContext): Promise<PlanOptions["resourceGroups"]> {
  return (await estate.places.groups(context))
    .filter((group) => group.subscriptionId.toLowerCase() === snapshot.subscriptionId.toLowerCase())
    .map(({ name, region }) => ({ name, region }))
    .toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en"));
}

/** Azure Backup keeps house in its own groups: nothing of ours belongs there. */
const BACKUP_GROUP = /^azurebackuprg/i;

/** One in the target region, where possible. */
function groupFor(all: PlanOptions["resourceGroups"], snapshot: Snapshot, region: string): string | undefined {
  const groups = all.filter((group) => !BACKUP_GROUP.test(group.name));
  const there = groups.find((group) => sameRegion(group.region, region));
  return (there ?? groups.find((group) => group.name.toLowerCase() === snapshot.resourceGroup.toLowerCase()) ?? groups[0])?.name;
}

const MAX_NAME = 80;

/** taken: in lower case. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let i = 2; taken.has(name.toLowerCase()) && i < 1000; i += 1) {
    const suffix = `-${i}`;
    const candidate = `${name.slice(0, MAX_NAME - suffix.length)}${suffix}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
  return name;
}
