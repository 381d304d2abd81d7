// The estate as one principal sees it. Every method takes the context of the call and answers from what that principal's
// own reading of Azure covers, and from nothing else: what it may not read is in no row, sum, count or name here.
// Rows are what lists answer; domain objects are what rules get.
import type { ChainDetail, ChainQuery, ChainRow, Tombstone } from "#lib/contract/chains.ts";
import type { DiskQuery, DiskRow, GoneSnapshot, SnapshotQuery, SnapshotRow } from "#lib/contract/inventory.ts";
import type { OpenAccess } from "#lib/domain/chains/measurability.ts";
import type { Chain, SourceState } from "#lib/domain/chains/snapshot-chain.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { SpanOfBytes } from "#lib/domain/sizes/stored-span.ts";
import type { CallContext } from "./call-context.ts";
import type { EstateHolds } from "./holds.ts";
import type { ResourceGroupInfo, SubscriptionInfo } from "./inventory.ts";
import type { MeasurementRecord } from "./measurements.ts";

export interface Estate {
  snapshots: EstateSnapshots;
  chains: EstateChains;
  disks: EstateDisks;
  holds: EstateHolds;
  places: EstatePlaces;
}

export interface RowPage<Row> {
  items: Row[];
  /** Rows that match the filter, on all pages. */
  total: number;
  totalUnfiltered: number;
  nextCursor?: string;
}

/** No list means all; compared without regard to case. */
export interface EstateScope {
  subscription?: string[] | undefined;
  region?: string[] | undefined;
}

export interface EstateSnapshots {
  /** Throws invalid-input for a cursor that this list did not give. */
  page(context: CallContext, query: SnapshotQuery): Promise<RowPage<SnapshotRow>>;
  /** On all pages. */
  rows(context: CallContext, query: SnapshotQuery): Promise<SnapshotRow[]>;
  /** With its chain; it is one of the chain's own objects. */
  find(context: CallContext, id: string): Promise<{ snapshot: Snapshot; chain: Chain } | undefined>;
  /** The last of this id that is there no more. */
  findGone(context: CallContext, id: string): Promise<GoneSnapshot | undefined>;
  /** Lower-case names in one group. */
  names(context: CallContext, group: GroupPlace): Promise<Set<string>>;
  sums(context: CallContext, scope: EstateScope): Promise<SnapshotSums>;
  /** Whether any can be measured, as far as it itself says. */
  isAnyMeasurable(context: CallContext): Promise<boolean>;
  /** Of these ids, those that a SAS is open on, whosever it is. */
  openAccesses(context: CallContext, ids: readonly string[]): Promise<OpenAccess[]>;
  /** By the UTC day they were taken: incremental ones that are no copies. */
  changePerDay(context: CallContext, scope: EstateScope, sinceDate: string): Promise<DayOfChange[]>;
  /** Copies under way into a region of a subscription. */
  countCopying(context: CallContext, target: { subscriptionId: string; region: string }): Promise<number>;
  /** Where copies of snapshots of this group are kept, in a subscription. */
  copyHolders(context: CallContext, sources: GroupPlace & { sourceSubscriptionId: string }): Promise<CopyHolder[]>;
  /** Those that were there in the period, gone ones too. */
  costSubjects(context: CallContext, filter: CostFilter, period: Period): Promise<CostSubject[]>;
}

export interface GroupPlace {
  subscriptionId: string;
  group: string;
}

export interface CopyHolder {
  group: string;
  region: string;
  copies: number;
}

export interface SnapshotSums {
  count: number;
  provisionedBytes: number;
  /** Of the measured ones. */
  storedBytes: number;
  measuredCount: number;
}

export interface DayOfChange {
  date: string;
  snapshots: number;
  /** Sum of what differs from the snapshot before, where that is measured. */
  writtenBytes: number;
}

export type CostFilter = EstateScope & { chain?: string | undefined };

/** ISO times, half-open. */
export interface Period {
  from: string;
  to: string;
}

/** What it stored from since until until (absent: still). Before seenSince and from seenUntil on that is assumed: nobody looked. */
export interface HeldSpan extends SpanOfBytes {
  seenSince: string;
  seenUntil?: string;
}

/** What a snapshot's cost is made of. */
export interface CostSubject {
  id: string;
  name: string;
  uniqueId: string;
  subscriptionId: string;
  region: string;
  sku: string;
  /** Absent: unknown. */
  createdAt?: string | undefined;
  /** Of the first reading that did not see it any more. */
  goneAt?: string;
  /** What it stores itself, or stored last; null when not measured. */
  storedBytes: number | null;
  /** Those that overlap the period, oldest first. */
  spans: HeldSpan[];
  /** Of what is gone the one it was in when it was seen last. */
  chainKey: string;
  /** The chain still has snapshots. */
  isChainThere: boolean;
  chainKind: Chain["kind"];
  sourceDiskName: string;
  sourceState: SourceState;
}

export interface EstateChains {
  page(context: CallContext, query: ChainQuery): Promise<RowPage<ChainRow>>;
  rows(context: CallContext, query: ChainQuery): Promise<ChainRow[]>;
  find(context: CallContext, key: string): Promise<Chain | undefined>;
  /** All of the scope, or those named: without an order. */
  all(context: CallContext, scope: EstateScope & { keys?: string[] | undefined }): Promise<Chain[]>;
  count(context: CallContext, scope: EstateScope): Promise<number>;
  detail(context: CallContext, key: string): Promise<Omit<ChainDetail, "asOf" | "tombstones" | "tombstoneCount"> | undefined>;
  /** The measurements that count now, by unique id of the snapshot: of one chain, or of the scope. */
  measurements(context: CallContext, of: EstateScope & { chain?: string | undefined }): Promise<Map<string, MeasurementRecord>>;
  /** Oldest first in each chain. */
  members(context: CallContext, scope: EstateScope & { chain?: string | undefined }): Promise<ChainMember[]>;
  /** Snapshots of the chain that are gone: the newest of them, oldest first, and how many there are. */
  tombstones(context: CallContext, key: string, limit: number): Promise<{ items: Tombstone[]; total: number }>;
}

export interface ChainMember {
  chainKey: string;
  uniqueId: string;
  provisionedBytes: number;
  record: MeasurementRecord | undefined;
}

export interface EstateDisks {
  page(context: CallContext, query: DiskQuery): Promise<RowPage<DiskRow>>;
  rows(context: CallContext, query: DiskQuery): Promise<DiskRow[]>;
  find(context: CallContext, id: string): Promise<Disk | undefined>;
  /** The key of its incremental chain, if it has one. */
  chainOf(context: CallContext, id: string): Promise<string | undefined>;
  /** Attached to the machine of this id, by name. */
  ofMachine(context: CallContext, machineId: string): Promise<Disk[]>;
  names(context: CallContext, group: GroupPlace): Promise<Set<string>>;
  count(context: CallContext, scope: EstateScope): Promise<number>;
  /** All disks, by name, each with the times of its snapshots, oldest first. */
  histories(context: CallContext, scope: EstateScope): Promise<DiskHistory[]>;
}

export interface DiskHistory {
  diskId: string;
  diskName: string;
  /** null: unknown. */
  createdAt: string | null;
  diskState: string;
  /** null: unknown. */
  provisionedBytes: number | null;
  /** null: it has no snapshot. */
  chainKey: string | null;
  /** false: it has only full ones, or none. */
  isIncremental: boolean;
  times: string[];
}

export interface EstatePlaces {
  subscriptions(context: CallContext): Promise<(SubscriptionInfo & { disks: number; snapshots: number })[]>;
  groups(context: CallContext): Promise<ResourceGroupInfo[]>;
  /** Of groups, disks and snapshots. */
  regionsInUse(context: CallContext): Promise<string[]>;
  /** Of snapshots only. */
  regionsOfSnapshots(context: CallContext): Promise<string[]>;
  /** What the principal's reading covers. */
  areas(context: CallContext): Promise<Area[]>;
}
