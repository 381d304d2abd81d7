// Where readings of Azure are kept, and what is derived from them. A reading is one principal's; the facts it brings are
// everybody's; what follows from the facts (chains, positions, states, sums) is kept for each set of areas that
// somebody covers, called a view, so that those who see the same share one.
import type { ChainRow } from "#lib/contract/chains.ts";
import type { DiskRow, SnapshotRow } from "#lib/contract/inventory.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Area } from "#lib/domain/inventory/area.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "./call-context.ts";
import type { Inventory, SubscriptionInfo } from "./inventory.ts";
import type { MeasurementRecord } from "./measurements.ts";

export interface EstateStore {
  /** What this principal was told last; undefined: it never read. */
  lastReading(context: CallContext, derivation: string): Promise<LastReading | undefined>;
  /** Facts first, then the principal's own part. What the reading did not cover stays as it is; what is unchanged is not written. */
  record(context: CallContext, reading: Inventory): Promise<RecordedReading>;
  /** One snapshot that is known, as Azure gave it at that ISO time by itself: nothing but its own chain follows from it. */
  recordLook(snapshot: Snapshot, at: string): Promise<void>;
  /** What is there now and inside the principal's areas. */
  factsSeen(context: CallContext): Promise<SeenFacts | undefined>;
  /** What is there now, whoever saw it, and the unique ids of all snapshots that are gone. */
  allFacts(): Promise<{ snapshots: Snapshot[]; disks: Disk[]; goneUniqueIds: string[] }>;
  /** Only the rows that differ are written. It counts as derived only if the facts are still those it was made from. */
  putDerived(from: DerivedFrom, estate: DerivedEstate): Promise<void>;
  /** Chains with a snapshot that was measured since they were derived. */
  staleChains(context: CallContext): Promise<StaleChain[]>;
  /** The rows of a chain, made from measurements that were read after staleChains named it. */
  putChain(context: CallContext, stale: StaleChain, derived: Pick<DerivedEstate, "snapshots" | "chains">): Promise<void>;
}

export interface LastReading {
  readAt: string;
  subscriptions: SubscriptionInfo[];
  /** Everything that follows from the facts is there, by this derivation. */
  isDerived: boolean;
  /** But for measurements made since. */
  isStale: boolean;
}

export interface RecordedReading {
  isChanged: boolean;
  goneUniqueIds: string[];
}

export interface SeenFacts {
  view: string;
  /** Grows with every change of facts. */
  generation: number;
  snapshots: Snapshot[];
  disks: Disk[];
  areas: Area[];
  subscriptions: SubscriptionInfo[];
}

export interface StaleChain {
  key: string;
  /** How often each of its snapshots was measured since: one that is measured once more meanwhile stays stale. */
  marks: { resourceKey: string; count: number }[];
}

export interface DerivedFrom {
  view: string;
  generation: number;
  /** Which version of the rules made it. */
  derivation: string;
  at: string;
}

export interface DerivedEstate {
  snapshots: DerivedSnapshot[];
  chains: DerivedChain[];
  disks: DiskRow[];
}

export interface DerivedSnapshot {
  row: SnapshotRow;
  /** What its stored bytes count against; null: all of its data is its own. */
  baseUniqueId: string | null;
  record: MeasurementRecord | undefined;
  isOfCopiedChain: boolean;
}

export interface DerivedChain {
  row: ChainRow;
  chain: Chain;
}
