// What follows from facts and measurements: chains, the place of each snapshot in its own, what it stores, and the rows
// of the tables. Pure. From the facts one principal sees come the rows it sees: positions, neighbours, orphans and sums
// are right for whoever looks because they are made of nothing else.
import { measurementBase } from "#lib/domain/chains/measurability.ts";
import { buildChains, type Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Area, isCovered, wholeOnes } from "#lib/domain/inventory/area.ts";
import { type Disk, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { subscriptionStanding } from "#lib/domain/inventory/subscription-standing.ts";
import { toChainRow } from "#lib/services/chains/chain-row.ts";
import type { DerivedEstate, DerivedSnapshot } from "#lib/services/ports/estate-store.ts";
import type { SubscriptionInfo } from "#lib/services/ports/inventory.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import type { OverlapRecord } from "#lib/services/ports/overlaps.ts";
import type { StoredRelation } from "#lib/services/ports/stored-history.ts";
import { freesAlone } from "#lib/services/reclaim/frees.ts";
import { type KnownSizes, overlapIndex } from "#lib/services/reclaim/reclaim-chain.ts";
import { chainsByDisk, toDiskRow } from "./disk-row.ts";
import { toSnapshotRow } from "./snapshot-row.ts";

/** Rows that another version derived are derived again at the first look: raise it with every change of a rule or a row. */
export const DERIVATION = "5";

export interface DerivationInput {
  snapshots: readonly Snapshot[];
  disks: readonly Disk[];
  areas: readonly Area[];
  subscriptions: readonly SubscriptionInfo[];
  records: readonly MeasurementRecord[];
  overlaps: readonly OverlapRecord[];
}

export function deriveEstate({ snapshots, disks, areas, subscriptions, records, overlaps }: DerivationInput): DerivedEstate {
  const whole = wholeOnes(areas);
  const chains = buildChains(snapshots, disks, {
    isUnread: (disk) => !isCovered(whole, "disks", disk),
    closedReason: closedReasons(subscriptions),
  });
  const nameOf = subscriptionNames(subscriptions);
  const measured = indexRecords(records, overlaps);
  const made = chains.map((chain) => deriveChain(chain, measured, nameOf));
  const byDisk = chainsByDisk(chains);
  return {
    snapshots: made.flatMap((one) => one.snapshots),
    chains: made.map(({ row, chain }) => ({ row, chain })),
    disks: disks.map((disk) => toDiskRow(disk, byDisk.get(resourceKey(disk.id)), nameOf(disk.subscriptionId))),
  };
}

/** The rows of one chain. */
export function deriveChain(chain: Chain, measured: RecordIndex, nameOf: (subscriptionId: string) => string) {
  const members = new Set(chain.snapshots.map(({ uniqueId }) => uniqueId));
  const isInChain = (uniqueId: string) => members.has(uniqueId);
  const snapshots = chain.snapshots.map((snapshot, index): DerivedSnapshot => {
    const baseUniqueId = measurementBase(chain, index)?.uniqueId ?? null;
    const record = measured.of(snapshot.uniqueId, baseUniqueId);
    const isOutdated = !record && measured.hasLostBase(snapshot.uniqueId, isInChain);
    const frees = freesAlone(chain, index, { recordOf: measured.of, overlapOf: measured.overlapOf });
    const row = toSnapshotRow({ snapshot, chain, index, record, isOutdated, frees, subscriptionName: nameOf(snapshot.subscriptionId) });
    return { row, baseUniqueId, record, isOfCopiedChain: chain.isCopy };
  });
  const counting = snapshots.flatMap(({ record }) => record ?? []);
  return { snapshots, chain, row: toChainRow(chain, counting, nameOf(chain.subscriptionId)) };
}

export interface RecordIndex {
  of(snapshotUniqueId: string, baseUniqueId: string | null): MeasurementRecord | undefined;
  /** It was measured against one that is not there any more. */
  hasLostBase(snapshotUniqueId: string, isThere: (baseUniqueId: string) => boolean): boolean;
  /** How much of what it stores the next one touched. */
  overlapOf: KnownSizes["overlapOf"];
}

/** Only a measurement against the base that precedes the snapshot now counts: deleting a snapshot changes its successor's. */
export function indexRecords(records: readonly MeasurementRecord[], overlaps: readonly OverlapRecord[] = []): RecordIndex {
  const byPair = new Map(records.map((record) => [`${record.snapshotUniqueId}|${record.baseUniqueId ?? ""}`, record]));
  const basesOf = Map.groupBy(records, ({ snapshotUniqueId }) => snapshotUniqueId);
  return {
    of: (snapshotUniqueId, baseUniqueId) => byPair.get(`${snapshotUniqueId}|${baseUniqueId ?? ""}`),
    overlapOf: overlapIndex(overlaps),
    hasLostBase: (snapshotUniqueId, isThere) =>
      basesOf.get(snapshotUniqueId)?.some(({ baseUniqueId }) => baseUniqueId !== null && !isThere(baseUniqueId)) ?? false,
  };
}

export function subscriptionNames(
  subscriptions: readonly Pick<SubscriptionInfo, "subscriptionId" | "displayName">[],
): (subscriptionId: string) => string {
  const names = new Map(subscriptions.map((one) => [one.subscriptionId.toLowerCase(), one.displayName]));
  return (subscriptionId) => names.get(subscriptionId.toLowerCase()) ?? subscriptionId;
}

function closedReasons(subscriptions: readonly SubscriptionInfo[]): (subscriptionId: string) => string | undefined {
  const closed = new Map(subscriptions.map((one) => [one.subscriptionId.toLowerCase(), subscriptionStanding(one)?.closed]));
  return (subscriptionId) => closed.get(subscriptionId.toLowerCase());
}

/** Against what each snapshot counts, over all that is there, whoever sees it. */
export function storedRelations(snapshots: readonly Snapshot[], disks: readonly Disk[]): StoredRelation[] {
  return buildChains(snapshots, disks).flatMap((chain) => chain.snapshots.flatMap((snapshot, index) => toRelation(chain, snapshot, index)));
}

/** None where nobody knows since when it is there. */
function toRelation(chain: Chain, snapshot: Snapshot, index: number): StoredRelation[] {
  if (snapshot.timeCreated === undefined) return [];
  return [
    {
      snapshotUniqueId: snapshot.uniqueId,
      subscriptionId: snapshot.subscriptionId,
      resourceGroup: snapshot.resourceGroup,
      location: snapshot.location,
      createdAt: snapshot.timeCreated,
      baseUniqueId: measurementBase(chain, index)?.uniqueId ?? null,
    },
  ];
}
