// One reading of the inventory with everything that follows from it: chains, each snapshot's measured delta,
// and the rows of the tables. Made once per reading and shared by all requests; never changed afterwards.

import type { ChainRow } from "#lib/contract/chains.ts";
import type { SourceState } from "#lib/contract/common.ts";
import type { Measurement, SnapshotRow } from "#lib/contract/inventory.ts";
import { Families } from "#lib/domain/chains/family.ts";
import { buildChains, type Chain, chainsBySnapshot } from "#lib/domain/chains/snapshot-chain.ts";
import { type Disk, resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import { toChainRow } from "#lib/services/chains/chain-row.ts";
import { measurementBase, toMeasurement } from "#lib/services/chains/measurement.ts";
import type { Inventory } from "#lib/services/ports/inventory.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";
import { toSnapshotRow } from "./snapshot-row.ts";

/** The part of an estate that only the inventory decides. */
export class Structure {
  readonly inventory: Inventory;
  readonly families: Families;
  readonly chains: Chain[];
  readonly sources: SourceState[];
  private readonly chainBySnapshot: Map<string, Chain>;
  private readonly chainByKey: Map<string, Chain>;
  private readonly snapshotsById: Map<string, Snapshot>;
  private readonly disksById: Map<string, Disk>;
  private readonly names: Map<string, string>;
  private readonly positions = new Map<Snapshot, number>();

  constructor(inventory: Inventory) {
    this.inventory = inventory;
    const unreadable = inventory.subscriptions.filter((s) => s.state !== "ok").map((s) => s.subscriptionId.toLowerCase());
    this.families = new Families(inventory.snapshots);
    this.chains = buildChains(inventory.snapshots, inventory.disks, {
      unreadableSubscriptions: new Set(unreadable),
      families: this.families,
    });
    this.chainBySnapshot = chainsBySnapshot(this.chains);
    this.chainByKey = new Map(this.chains.map((chain) => [chain.key, chain]));
    this.snapshotsById = new Map(inventory.snapshots.map((s) => [resourceKey(s.id), s]));
    this.disksById = new Map(inventory.disks.map((d) => [resourceKey(d.id), d]));
    this.names = new Map(inventory.subscriptions.map((s) => [s.subscriptionId.toLowerCase(), s.displayName]));
    this.sources = inventory.subscriptions.map(({ subscriptionId, displayName, state, message }) => ({
      subscriptionId,
      displayName,
      state,
      ...(message ? { message } : {}),
    }));
    for (const chain of this.chains) for (const [i, snapshot] of chain.snapshots.entries()) this.positions.set(snapshot, i);
  }

  snapshot(id: string): Snapshot | undefined {
    return this.snapshotsById.get(resourceKey(id));
  }

  disk(id: string): Disk | undefined {
    return this.disksById.get(resourceKey(id));
  }

  chain(key: string): Chain | undefined {
    return this.chainByKey.get(key);
  }

  /** Every snapshot of the inventory is in exactly one chain. */
  chainOf(snapshot: Snapshot): Chain {
    const chain = this.chainBySnapshot.get(resourceKey(snapshot.id));
    if (!chain) throw new RangeError(`not of this estate: ${snapshot.id}`);
    return chain;
  }

  /** Position in its chain, from 0. */
  indexOf(snapshot: Snapshot): number {
    return this.positions.get(snapshot) ?? 0;
  }

  subscriptionName(subscriptionId: string): string {
    return this.names.get(subscriptionId.toLowerCase()) ?? subscriptionId;
  }
}

export class Estate {
  readonly structure: Structure;
  /** What each snapshot was measured to store, by unique id, against the base that counts now. */
  readonly deltas: ReadonlyMap<string, MeasuredDelta>;
  private readonly records: Map<string, MeasurementRecord>;
  private snapshotRowsMade: SnapshotRow[] | undefined;
  private chainRowsMade: ChainRow[] | undefined;
  private readonly memos = new Map<string, unknown>();

  constructor(structure: Structure, records: readonly MeasurementRecord[]) {
    this.structure = structure;
    this.records = recordsThatCount(structure, records);
    this.deltas = this.records;
  }

  get inventory(): Inventory {
    return this.structure.inventory;
  }

  get asOf(): string {
    return this.inventory.readAt;
  }

  get sources(): SourceState[] {
    return this.structure.sources;
  }

  recordOf(snapshot: Snapshot): MeasurementRecord | undefined {
    return this.records.get(snapshot.uniqueId);
  }

  measurementOf(snapshot: Snapshot): Measurement {
    const base = measurementBase(this.structure.chainOf(snapshot), this.structure.indexOf(snapshot));
    return toMeasurement(snapshot, base, this.recordOf(snapshot));
  }

  /** In the inventory's order. */
  snapshotRows(): SnapshotRow[] {
    this.snapshotRowsMade ??= this.inventory.snapshots.map((snapshot) => toSnapshotRow(this, snapshot));
    return this.snapshotRowsMade;
  }

  chainRows(): ChainRow[] {
    this.chainRowsMade ??= this.structure.chains.map((chain) => toChainRow(this, chain));
    return this.chainRowsMade;
  }

  /** Keeps what was derived from this estate as long as the estate itself. */
  memo<T>(key: string, make: () => T): T {
    if (!this.memos.has(key)) this.memos.set(key, make());
    return this.memos.get(key) as T;
  }
}

/** Of all measurements those against the base that precedes the snapshot now: deleting a snapshot changes its successor's. */
function recordsThatCount(structure: Structure, records: readonly MeasurementRecord[]): Map<string, MeasurementRecord> {
  const byPair = new Map(records.map((record) => [`${record.snapshotUniqueId}|${record.baseUniqueId ?? ""}`, record]));
  const counting = new Map<string, MeasurementRecord>();
  for (const chain of structure.chains) {
    chain.snapshots.forEach((snapshot, i) => {
      const record = byPair.get(`${snapshot.uniqueId}|${measurementBase(chain, i)?.uniqueId ?? ""}`);
      if (record) counting.set(snapshot.uniqueId, record);
    });
  }
  return counting;
}
