import { z } from "zod";
import { armId, bytes, isoTime, listOf, paging, tags, textList } from "./common.ts";

export const subscriptionRow = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  state: z.enum(["ok", "forbidden", "failed"]),
  message: z.string().optional(),
  disks: z.number().int(),
  snapshots: z.number().int(),
});
export type SubscriptionRow = z.infer<typeof subscriptionRow>;
export const subscriptionList = z.object({ items: z.array(subscriptionRow), asOf: isoTime });

/** What a snapshot stores itself, as measured from page ranges: never the provisioned size. */
export const measurement = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("measured"),
    /** diff: written since the previous snapshot of the chain. allocated: all data (oldest of a chain, or a full snapshot). */
    basis: z.enum(["diff", "allocated"]),
    bytes,
    clearedBytes: bytes,
    ranges: z.number().int(),
    measuredAt: isoTime,
  }),
  z.object({ state: z.literal("pending"), reason: z.string() }),
  /** canMeasure false: a rule forbids it, and the reason says which. */
  z.object({ state: z.literal("not-measured"), reason: z.string(), canMeasure: z.boolean() }),
]);
export type Measurement = z.infer<typeof measurement>;

export const snapshotState = z.enum(["ready", "creating", "copying", "copy-failed", "failed", "deleting"]);
export type SnapshotState = z.infer<typeof snapshotState>;

export const possibility = z.object({ possible: z.boolean(), reason: z.string().optional() });
export type Possibility = z.infer<typeof possibility>;

export const snapshotRow = z.object({
  id: armId,
  name: z.string(),
  subscriptionId: z.string(),
  subscriptionName: z.string(),
  resourceGroup: z.string(),
  region: z.string(),
  kind: z.enum(["incremental", "full"]),
  sku: z.string(),
  redundancy: z.enum(["LRS", "ZRS"]),
  provisionedBytes: bytes,
  delta: measurement,
  createdAt: isoTime,
  state: snapshotState,
  completionPercent: z.number().optional(),
  copyError: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Someone holds a SAS on it now. */
  hasActiveSas: z.boolean(),
  networkAccessPolicy: z.string(),
  tags,
  origin: z.enum(["manual", "azure-backup", "copy"]),
  sourceDiskId: armId.optional(),
  sourceDiskName: z.string(),
  /** For a copy: the snapshot it was made from. */
  sourceSnapshotId: armId.optional(),
  chainId: z.string(),
  /** 1 is the oldest. */
  positionInChain: z.number().int(),
  chainLength: z.number().int(),
  previousId: armId.optional(),
  nextId: armId.optional(),
  logicalSectorSize: z.number().int(),
  encryption: z.string(),
  uniqueId: z.string(),
  canDiffWithPrevious: possibility,
  canCopy: possibility,
  canRestore: possibility,
});
export type SnapshotRow = z.infer<typeof snapshotRow>;
export const snapshotList = listOf(snapshotRow);
export type SnapshotList = z.infer<typeof snapshotList>;

export const snapshotSort = z.enum([
  "name",
  "disk",
  "region",
  "kind",
  "redundancy",
  "provisioned",
  "delta",
  "created",
  "state",
  "subscription",
]);
export const snapshotQuery = z.object({
  /** Free text over name, disk, group and tags. */
  q: z.string().max(200).optional(),
  subscription: textList,
  region: textList,
  kind: textList.pipe(z.array(z.enum(["incremental", "full"])).optional()),
  redundancy: textList.pipe(z.array(z.enum(["LRS", "ZRS"])).optional()),
  state: textList.pipe(z.array(snapshotState).optional()),
  /** "name=value", "name" (has it) or "!name" (lacks it). */
  tag: textList,
  disk: z.string().max(2048).optional(),
  chain: z.string().max(400).optional(),
  id: z.string().max(2048).optional(),
  sort: snapshotSort.default("created"),
  order: z.enum(["asc", "desc"]).default("desc"),
  ...paging,
});
export type SnapshotQuery = z.infer<typeof snapshotQuery>;

export const diskRow = z.object({
  id: armId,
  name: z.string(),
  subscriptionId: z.string(),
  subscriptionName: z.string(),
  resourceGroup: z.string(),
  region: z.string(),
  sku: z.string(),
  zones: z.array(z.string()),
  provisionedBytes: bytes,
  state: z.string(),
  osType: z.string().optional(),
  createdAt: isoTime,
  uniqueId: z.string(),
  tags,
  chainId: z.string().optional(),
  snapshotCount: z.number().int(),
  lastSnapshotAt: isoTime.optional(),
  /** The snapshot it was restored from. */
  restoredFromId: armId.optional(),
});
export type DiskRow = z.infer<typeof diskRow>;
export const diskList = listOf(diskRow);
export const diskQuery = z.object({ q: z.string().max(200).optional(), subscription: textList, region: textList, ...paging });
export type DiskQuery = z.infer<typeof diskQuery>;
