// What planners ask of the estate, and nothing more: how it is kept is not their concern.
import type { AccessElsewhere } from "#lib/domain/chains/measurability.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type Disk, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { subscriptionStanding } from "#lib/domain/inventory/subscription-standing.ts";
import { deltasToMerge, type MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import { type AccessElsewhereDeps, readAccessElsewhereOf } from "#lib/services/chains/access-elsewhere.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import { readRanges } from "#lib/services/diff/range-reader.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CopyHolder } from "#lib/services/ports/estate.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import { findSelections, type Selection } from "#lib/services/reclaim/selections.ts";
import { lookAtPlace, type PlaceToMake } from "./place-to-make.ts";

export interface PlanEstate {
  /** A snapshot with its surroundings. Throws not-found, naming the field of the request, for one that is not seen. */
  around(snapshotId: string, field: string, context: CallContext): Promise<Surroundings>;
  /** Those of them that are seen, by chain. The chains are as they were read last. */
  selections(snapshotIds: readonly string[], context: CallContext): Promise<Selection[]>;
  /** Those that are seen; closed: why nothing new is made in one. */
  subscriptions(context: CallContext): Promise<{ id: string; name: string; closed?: string }[]>;
  /** All chains, or those of these keys, as far as they are seen. */
  chains(context: CallContext, keys?: readonly string[]): Promise<ChainsToMeasure>;
}

export interface ChainsToMeasure {
  chains: Chain[];
  isMeasured(snapshot: Snapshot): boolean;
  /** Of which of them somebody else has a SAS. */
  elsewhere: AccessElsewhere;
}

/** A subscription in which copies are made: the snapshot's own, or another one. */
export interface TargetPlace extends PlaceToMake {
  subscriptionId: string;
  /** In one of its groups, in lower case. */
  snapshotNames(group: string): Promise<ReadonlySet<string>>;
  /** Into the region, of all disks, as far as Azure shows them. */
  copiesUnderWay(region: string): Promise<number>;
  /** Where copies of snapshots of the source's group are. */
  copyHolders(): Promise<CopyHolder[]>;
}

export interface Surroundings extends PlaceToMake {
  snapshot: Snapshot;
  chain: Chain;
  /** The disk it was taken from, while that is there. */
  sourceDisk: Disk | undefined;
  regionsInUse: string[];
  /** In a group of its subscription, in lower case. */
  snapshotNames(group: string): Promise<ReadonlySet<string>>;
  diskNames(group: string): Promise<ReadonlySet<string>>;
  /** Absent: its own subscription. */
  target(subscriptionId?: string): Promise<TargetPlace>;
  /**
   * What is measured of its chain. Ranges come with those that have to be laid over each other to know what is sent to
   * where the snapshot of this index is (undefined: none), if they are stored and few enough: then bytes are exact.
   */
  deltasSince(baseIndex: number | undefined): Promise<Map<string, MeasuredDelta>>;
}

interface PlanEstateDeps extends EstateDeps {
  ledger: AccessElsewhereDeps["ledger"];
  artifacts: ArtifactStore;
}

export function createPlanEstate(deps: PlanEstateDeps): PlanEstate {
  return {
    async around(snapshotId, field, context) {
      await deps.view.current(context);
      return lookAround(deps, await findSnapshot(deps.estate, snapshotId, field, context), context);
    },
    async selections(snapshotIds, context) {
      await deps.view.current(context);
      return findSelections(deps, snapshotIds, context);
    },
    async subscriptions(context) {
      const found = await deps.estate.places.subscriptions(context);
      return found.map((one) => {
        const closed = subscriptionStanding(one)?.closed;
        return { id: one.subscriptionId, name: one.displayName, ...(closed === undefined ? {} : { closed }) };
      });
    },
    async chains(context, keys) {
      const { asOf } = await deps.view.current(context);
      const [chains, measured] = await Promise.all([
        deps.estate.chains.all(context, { keys: keys && [...keys] }),
        deps.estate.chains.measurements(context, {}),
      ]);
      const elsewhere = await readAccessElsewhereOf(deps, chains, asOf, context);
      return { chains, isMeasured: (snapshot) => measured.has(snapshot.uniqueId), elsewhere };
    },
  };
}

async function lookAround(
  deps: PlanEstateDeps,
  { snapshot, chain }: { snapshot: Snapshot; chain: Chain },
  context: CallContext,
): Promise<Surroundings> {
  const { estate } = deps;
  const { subscriptionId } = snapshot;
  const isLive = chain.sourceState === "live" && chain.sourceDiskId !== undefined;
  const [place, regionsInUse, sourceDisk] = await Promise.all([
    lookAtPlace(deps, subscriptionId, context),
    estate.places.regionsInUse(context),
    isLive ? estate.disks.find(context, chain.sourceDiskId ?? "") : undefined,
  ]);
  return {
    snapshot,
    chain,
    sourceDisk,
    ...place,
    regionsInUse,
    snapshotNames: (group) => estate.snapshots.names(context, { subscriptionId, group }),
    diskNames: (group) => estate.disks.names(context, { subscriptionId, group }),
    target: (targetId = subscriptionId) => lookAtTarget(deps, snapshot, targetId, context),
    deltasSince: async (baseIndex) => {
      const measured = await estate.chains.measurements(context, { chain: chain.key });
      const index = chain.snapshots.findIndex(({ id }) => sameResource(id, snapshot.id));
      return withRanges(measured, deltasToMerge(chain.snapshots, index, baseIndex, measured), deps.artifacts);
    },
  };
}

async function lookAtTarget(
  deps: PlanEstateDeps,
  { resourceGroup: group, subscriptionId: sourceSubscriptionId }: Snapshot,
  subscriptionId: string,
  context: CallContext,
): Promise<TargetPlace> {
  const { snapshots } = deps.estate;
  return {
    ...(await lookAtPlace(deps, subscriptionId, context)),
    subscriptionId,
    snapshotNames: (ofGroup) => snapshots.names(context, { subscriptionId, group: ofGroup }),
    copiesUnderWay: (region) => snapshots.countCopying(context, { subscriptionId, region }),
    copyHolders: () => snapshots.copyHolders(context, { subscriptionId, sourceSubscriptionId, group }),
  };
}

const MAX_RANGES = 500_000;

async function withRanges(
  measured: ReadonlyMap<string, MeasurementRecord>,
  toMerge: readonly string[],
  artifacts: ArtifactStore,
): Promise<Map<string, MeasuredDelta>> {
  const deltas = new Map<string, MeasuredDelta>(measured);
  const records = toMerge.flatMap((uniqueId) => measured.get(uniqueId) ?? []);
  if (records.reduce((sum, record) => sum + record.writtenRanges + record.clearedRanges, 0) > MAX_RANGES) return deltas;
  for (const record of records) {
    const ranges = await readRanges(artifacts, record);
    if (ranges) deltas.set(record.snapshotUniqueId, { ...record, ranges });
  }
  return deltas;
}
