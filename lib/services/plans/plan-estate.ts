// What planners ask of the estate, and nothing more: how it is kept is not their concern.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { type Disk, isCopy, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import type { MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import { readRanges } from "#lib/services/diff/diff-store.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export interface PlanEstate {
  /** What is known now; everything asked of it is of one moment. */
  read(context: CallContext): Promise<PlanReading>;
}

export interface PlanReading {
  /** Throws not-found with the field. */
  findSnapshot(id: string, field: string): Snapshot;
  snapshot(id: string): Snapshot | undefined;
  disk(id: string): Disk | undefined;
  hasSnapshot(subscriptionId: string, resourceGroup: string, name: string): boolean;
  hasDisk(subscriptionId: string, resourceGroup: string, name: string): boolean;
  chains: readonly Chain[];
  chain(id: string): Chain | undefined;
  chainOf(snapshot: Snapshot): Chain;
  isMeasured(snapshot: Snapshot): boolean;
  /** What is measured; with the ranges of the chain's diffs, where they are stored and few enough, bytes to move are exact. */
  deltasWithRanges(chain: Chain): Promise<Map<string, MeasuredDelta>>;
  /** By name. */
  groups(subscriptionId: string): { name: string; region: string }[];
  /** isReadable false: what is not known of it may be there all the same. locations: absent where Azure did not say. */
  subscription(subscriptionId: string): { name: string; isReadable: boolean; locations?: readonly string[] };
  regionsInUse(): string[];
  /** Into the region, of all disks of the subscription, as far as Azure shows them. */
  copiesUnderWay(subscriptionId: string, region: string): number;
}

export function createPlanEstate(deps: { view: InventoryView; artifacts: ArtifactStore }): PlanEstate {
  return { read: async (context) => toReading(await deps.view.current(context), deps.artifacts) };
}

function toReading(estate: Estate, artifacts: ArtifactStore): PlanReading {
  const { structure, inventory } = estate;
  return {
    findSnapshot: (id, field) => findSnapshot(estate, id, field),
    snapshot: (id) => structure.snapshot(id),
    disk: (id) => structure.disk(id),
    hasSnapshot: (...place) => structure.snapshot(idOf("snapshots", place)) !== undefined,
    hasDisk: (...place) => structure.disk(idOf("disks", place)) !== undefined,
    chains: structure.chains,
    chain: (id) => structure.chain(id),
    chainOf: (snapshot) => structure.chainOf(snapshot),
    isMeasured: (snapshot) => estate.recordOf(snapshot) !== undefined,
    deltasWithRanges: (chain) => deltasWithRanges(estate, artifacts, chain),
    groups: (subscriptionId) =>
      inventory.resourceGroups
        .filter((group) => isSame(group.subscriptionId, subscriptionId))
        .map(({ name, region }) => ({ name, region }))
        .toSorted((a, b) => a.name.toLowerCase().localeCompare(b.name.toLowerCase(), "en")),
    subscription(subscriptionId) {
      const found = inventory.subscriptions.find((one) => isSame(one.subscriptionId, subscriptionId));
      const name = structure.subscriptionName(subscriptionId);
      return { name, isReadable: found?.state === "ok", ...(found?.locations ? { locations: found.locations } : {}) };
    },
    regionsInUse: () => [
      ...inventory.resourceGroups.map((group) => group.region),
      ...inventory.disks.map((disk) => disk.location),
      ...inventory.snapshots.map((snapshot) => snapshot.location),
    ],
    copiesUnderWay: (subscriptionId, region) =>
      inventory.snapshots.filter(
        (one) =>
          isCopy(one) && snapshotState(one) === "copying" && sameRegion(one.location, region) && isSame(one.subscriptionId, subscriptionId),
      ).length,
  };
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function idOf(type: "snapshots" | "disks", [subscriptionId, group, name]: [string, string, string]): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Compute/${type}/${name}`;
}

const MAX_RANGES = 500_000;

async function deltasWithRanges(estate: Estate, artifacts: ArtifactStore, chain: Chain): Promise<Map<string, MeasuredDelta>> {
  const deltas = new Map<string, MeasuredDelta>(estate.deltas);
  const records = chain.snapshots.flatMap((snapshot) => estate.recordOf(snapshot) ?? []);
  if (records.reduce((sum, record) => sum + record.writtenRanges + record.clearedRanges, 0) > MAX_RANGES) return deltas;
  for (const record of records) {
    const stored = await readRanges(artifacts, record);
    if (stored) deltas.set(record.snapshotUniqueId, { ...record, ranges: stored.list });
  }
  return deltas;
}
