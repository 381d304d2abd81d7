// What the services and operation handlers need from outside. Adapters implement these and nothing else
// knows Azure's or PostgreSQL's shapes. Every method may throw AppError; none returns a half answer.

import type { RangeList } from "#lib/domain/block-range.ts";
import type { Disk, Snapshot } from "#lib/domain/inventory.ts";

export interface SubscriptionInfo {
  subscriptionId: string;
  displayName: string;
  state: "ok" | "forbidden" | "failed";
  message?: string;
  /** Regions it may use, in Azure's short form; absent when they could not be read. */
  locations?: string[];
  /** Which lists failed, in a way that may pass: they are empty here, and nothing follows from that. */
  unread?: InventoryList[];
}

export type InventoryList = "resourceGroups" | "disks" | "snapshots";

export interface ResourceGroupInfo {
  subscriptionId: string;
  name: string;
  region: string;
}

export interface Inventory {
  subscriptions: SubscriptionInfo[];
  resourceGroups: ResourceGroupInfo[];
  disks: Disk[];
  snapshots: Snapshot[];
  /** ISO time of the reading. */
  readAt: string;
}

/** Who asks: goes to Azure as x-ms-client-request-id and into the log. */
export interface CallContext {
  requestId: string;
  signal?: AbortSignal;
}

export interface AzureInventory {
  /** All subscriptions in parallel; one that fails is reported in `subscriptions`, never thrown. */
  read(context: CallContext): Promise<Inventory>;
  getSnapshot(id: string, context: CallContext): Promise<Snapshot | undefined>;
  getDisk(id: string, context: CallContext): Promise<Disk | undefined>;
}

/** A SAS URL that cannot be printed: only the page reader may unwrap it. */
export interface ReadAccess {
  readonly snapshotId: string;
  readonly expiresAt: string;
}

export interface SnapshotAccess {
  /**
   * Grants read access to the snapshots, runs the work, revokes whatever happens. At most five snapshots of
   * one family may hold a SAS, so callers queue per family (a diff needs two). Each grant is in the ledger
   * before Azure is asked and marked when revoked.
   */
  withReadAccess<T>(
    snapshots: Snapshot[],
    context: CallContext & { operationId?: string },
    work: (access: ReadAccess[]) => Promise<T>,
  ): Promise<T>;
  /** At start: revokes what a crash left open in the ledger. Returns how many. */
  revokeLeftovers(context: CallContext): Promise<number>;
}

export interface PageReader {
  /** All ranges with data of the whole image, whatever the service truncates. */
  readAllocated(access: ReadAccess, lengthBytes: number, context: CallContext): Promise<RangeList>;
  /** Written and cleared ranges since base, complete and in order. */
  readDiff(base: ReadAccess, target: ReadAccess, lengthBytes: number, context: CallContext): Promise<RangeList>;
  readBytes(access: ReadAccess, offset: number, length: number, context: CallContext): Promise<Uint8Array>;
}

export interface StartCopy {
  sourceId: string;
  targetSubscriptionId: string;
  targetResourceGroup: string;
  targetName: string;
  targetRegion: string;
  sku: "Standard_LRS" | "Standard_ZRS";
  tags: Record<string, string>;
}

export interface RestoreDisk {
  sourceId: string;
  subscriptionId: string;
  resourceGroup: string;
  diskName: string;
  region: string;
  sku: string;
  sizeGib: number;
  zone?: string;
  tags: Record<string, string>;
}

export interface AzureWriter {
  /** Idempotent: the same name with the same source is the same copy; with another source a conflict. Returns when Azure accepted it, not when the data is there. */
  startCopy(request: StartCopy, context: CallContext): Promise<Snapshot>;
  restoreDisk(request: RestoreDisk, context: CallContext): Promise<Disk>;
}

export interface BilledRow {
  resourceId: string; // lower case
  meterName: string;
  /** storage: GiB-months of the snapshot meters; other: operations, bandwidth … */
  sort: "storage" | "other";
  date: string; // YYYY-MM-DD, UTC
  quantity: string;
  usd: string;
}

export interface BilledUsage {
  /** Daily rows of snapshots for a month (YYYY-MM). Complete or thrown: a lost page would look like a saving. */
  readMonth(subscriptionId: string, month: string, context: CallContext): Promise<BilledRow[]>;
}

export interface Price {
  region: string;
  sku: "Standard_LRS" | "Standard_ZRS" | "Premium_LRS";
  meterId: string;
  meterName: string;
  productName: string;
  usdPerGibMonth: string;
  effectiveDate: string;
  source: "retail";
  fetchedAt: string;
}

export interface PriceList {
  /** Snapshot storage prices of these regions; cached with their date. */
  read(regions: string[], context: CallContext): Promise<Price[]>;
}

/** Delta of one snapshot, kept in the database; its ranges are an artifact under `artifactKey`. */
export interface MeasurementRecord {
  snapshotUniqueId: string;
  snapshotId: string;
  /** unique id of the base of the diff; null: all allocated pages were read. */
  baseUniqueId: string | null;
  bytes: number;
  clearedBytes: number;
  writtenRanges: number;
  clearedRanges: number;
  artifactKey: string;
  measuredAt: string;
}

export interface MeasurementStore {
  all(): Promise<MeasurementRecord[]>;
  find(snapshotUniqueId: string, baseUniqueId: string | null): Promise<MeasurementRecord | undefined>;
  put(record: MeasurementRecord): Promise<void>;
}

/** Big immutable bytes by key; put is atomic (a reader sees all or nothing). */
export interface ArtifactStore {
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
}

export interface LedgerEntry {
  id: string;
  snapshotId: string;
  operationId?: string;
  requestId: string;
  grantedAt: string;
  expiresAt: string;
  revokedAt?: string;
  result: "open" | "revoked" | "failed";
  detail?: string;
}

export interface AccessLedger {
  open(entry: LedgerEntry): Promise<void>;
  close(id: string, result: "revoked" | "failed", at: string, detail?: string): Promise<void>;
  leftovers(): Promise<LedgerEntry[]>;
  newest(limit: number): Promise<LedgerEntry[]>;
}

/** The last known inventory, so that a page opens at once and a dead Azure still shows what was known. */
export interface InventoryStore {
  load(): Promise<Inventory | undefined>;
  save(inventory: Inventory): Promise<void>;
}

export interface Clock {
  nowMs(): number;
}

export interface Ids {
  uuid(): string;
}
