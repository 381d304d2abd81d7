import { z } from "zod";
import { CHAIN_BREAK_REASONS, SOURCE_STATES } from "#lib/domain/chains/snapshot-chain.ts";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import { armId, bytes, isoTime, listOf, monthlyCost, paging, wordList } from "./common.ts";
import { snapshotRow } from "./inventory.ts";

export const chainBreak = z.object({
  /** The break lies between this snapshot and the next. */
  afterSnapshotId: armId,
  reason: z.enum(CHAIN_BREAK_REASONS),
  message: z.string(),
});

export const chainCopyLane = z.object({
  region: z.string(),
  chainId: z.string().optional(),
  copied: z.number().int(),
  missing: z.number().int(),
  running: z.number().int(),
});

export const chainRow = z.object({
  id: z.string(),
  kind: z.enum(SNAPSHOT_KINDS),
  sourceDiskId: armId.optional(),
  sourceDiskName: z.string(),
  sourceState: z.enum(SOURCE_STATES),
  subscriptionId: z.string(),
  subscriptionName: z.string(),
  resourceGroup: z.string(),
  region: z.string(),
  snapshotCount: z.number().int(),
  /** Of those whose time is known; absent: of none. */
  firstAt: isoTime.optional(),
  lastAt: isoTime.optional(),
  /** Of the newest; absent: unknown. */
  provisionedBytes: bytes.optional(),
  /** Sum of the measured deltas. */
  storedBytes: bytes,
  measuredCount: z.number().int(),
  /** Of storedBytes, by sku: a price holds for one. */
  storedBySku: z.record(z.string(), bytes),
  /** Of storedBytes; absent where nothing is measured or a price is not known. */
  monthlyCost: monthlyCost.optional(),
  lanes: z.array(chainCopyLane),
  /** This chain is itself the copy of another one. */
  copyOfChainId: z.string().optional(),
  breaks: z.array(chainBreak),
});
export type ChainRow = z.infer<typeof chainRow>;
export const chainList = listOf(chainRow);
export type ChainList = z.infer<typeof chainList>;

export const chainQuery = z.object({
  q: z.string().max(200).optional(),
  subscription: wordList,
  region: wordList,
  sourceState: wordList.pipe(z.array(z.enum(SOURCE_STATES)).optional()),
  kind: wordList.pipe(z.array(z.enum(SNAPSHOT_KINDS)).optional()),
  sort: z.enum(["disk", "stored", "snapshots", "last"]).default("stored"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...paging,
});
export type ChainQuery = z.infer<typeof chainQuery>;

export const chainDetailQuery = z.object({ id: z.string().min(1).max(400), format: z.enum(["json", "csv"]).default("json") });
/** A snapshot that is gone, at its place in the chain. */
export const tombstone = z.object({
  uniqueId: z.string(),
  id: armId,
  name: z.string(),
  /** Absent: unknown. */
  createdAt: isoTime.optional(),
  /** Of the first reading that did not see it any more. */
  goneAt: isoTime,
  /** What it stored last; null when it was never measured. */
  storedBytes: bytes.nullable(),
});
export type Tombstone = z.infer<typeof tombstone>;
export const chainDetail = z.object({
  chain: chainRow,
  snapshots: z.array(snapshotRow),
  /** Copies in other regions, by the source snapshot's lower-cased id. */
  copies: z.array(z.object({ sourceSnapshotId: armId, region: z.string(), snapshot: snapshotRow })),
  /** The newest of them, oldest first. */
  tombstones: z.array(tombstone),
  tombstoneCount: z.number().int(),
  asOf: isoTime,
});
export type ChainDetail = z.infer<typeof chainDetail>;
