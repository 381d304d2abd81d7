import { z } from "zod";
import { READ_RULES } from "#lib/domain/chains/diff-rule.ts";
import { OUTLOOKS } from "#lib/domain/chains/measurability.ts";
import { SNAPSHOT_KINDS, SUBSCRIPTION_STATES } from "#lib/domain/inventory/inventory.ts";
import { SNAPSHOT_ORIGINS } from "#lib/domain/inventory/snapshot-origin.ts";
import { TOLD_REDUNDANCIES } from "#lib/domain/inventory/snapshot-sku.ts";
import { SNAPSHOT_STATES } from "#lib/domain/inventory/snapshot-state.ts";
import { MEASUREMENT_BASES } from "#lib/domain/sizes/stored-size.ts";
import {
  armId,
  azureState,
  bytes,
  isoTime,
  listOf,
  monthlyCost,
  paging,
  sourceNotices,
  tags,
  textList,
  throttledUntil,
  wordList,
} from "./common.ts";
import { HELD, holdMark } from "./holds.ts";
import { frees } from "./reclaim.ts";
import { rehearsed, verified } from "./verifications.ts";

export const subscriptionRow = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  state: z.enum(SUBSCRIPTION_STATES),
  message: z.string().optional(),
  azureState,
  throttledUntil,
  notices: sourceNotices,
  disks: z.number().int(),
  snapshots: z.number().int(),
});
export type SubscriptionRow = z.infer<typeof subscriptionRow>;
export const subscriptionList = z.object({ items: z.array(subscriptionRow), asOf: isoTime });

/** What a snapshot stores itself, as measured from page ranges: never the provisioned size. */
export const measurement = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("measured"),
    basis: z.enum(MEASUREMENT_BASES),
    bytes,
    clearedBytes: bytes,
    ranges: z.number().int(),
    measuredAt: isoTime,
  }),
  z.object({ state: z.literal("pending"), reason: z.string() }),
  z.object({
    state: z.literal("not-measured"),
    /** now: it can be; blocked: once what the reason says has changed; never: it will not be whole any more. */
    outlook: z.enum(OUTLOOKS),
    /** What stands in the way. */
    rule: z.string().optional(),
    reason: z.string(),
    /** The snapshot it is measured against; absent: all its data counts. */
    baseId: armId.optional(),
    /** A SAS that is not ours, on it or on the one it is measured against; it was there at this time, and perhaps before. */
    openAccess: z.object({ snapshotId: armId, name: z.string(), seenSince: isoTime }).optional(),
  }),
]);
export type Measurement = z.infer<typeof measurement>;

export const possibility = z.object({ possible: z.boolean(), reason: z.string().optional() });
export type Possibility = z.infer<typeof possibility>;

export const snapshotRow = z.object({
  id: armId,
  name: z.string(),
  subscriptionId: z.string(),
  subscriptionName: z.string(),
  resourceGroup: z.string(),
  region: z.string(),
  kind: z.enum(SNAPSHOT_KINDS),
  sku: z.string(),
  redundancy: z.enum(TOLD_REDUNDANCIES),
  /** Absent: unknown. */
  provisionedBytes: bytes.optional(),
  delta: measurement,
  /** In force now; absent: none. */
  holds: z.array(holdMark).optional(),
  /** By deleting it alone. */
  frees,
  /** Of what it stores; absent where that is not measured or no price is known. */
  monthlyCost: monthlyCost.optional(),
  /** Absent: unknown. */
  createdAt: isoTime.optional(),
  state: z.enum(SNAPSHOT_STATES),
  /** What Azure says where the state is unknown. */
  unknownState: z.string().optional(),
  /** Azure's snapshotAccessState, of snapshots of Premium SSD v2 and Ultra disks. */
  accessState: z.string().optional(),
  completionPercent: z.number().optional(),
  copyError: z.object({ code: z.string(), message: z.string() }).optional(),
  /** Someone holds a SAS on it now. */
  hasActiveSas: z.boolean(),
  networkAccessPolicy: z.string(),
  tags,
  origin: z.enum(SNAPSHOT_ORIGINS),
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
  /** Of a copy: what holds of its data, compared with its source's; absent: it was never compared, however complete it is. */
  verified: verified.optional(),
  /** The newest of each verdict at each level. */
  verifications: z.array(verified).optional(),
  /** When its restore was tried out last, and what was on the disk; absent: never. */
  rehearsed: rehearsed.optional(),
  /** Which rule forbids reading its data now; absent when none does. */
  unreadable: z.object({ rule: z.enum(READ_RULES), reason: z.string() }).optional(),
  canDiffWithPrevious: possibility,
  canCopy: possibility,
  canRestore: possibility,
});
export type SnapshotRow = z.infer<typeof snapshotRow>;
/** What is known of a snapshot that is gone. */
export const goneSnapshot = z.object({
  id: armId,
  name: z.string(),
  region: z.string(),
  sourceDiskName: z.string(),
  /** Absent: unknown. */
  createdAt: isoTime.optional(),
  /** Of the first reading that did not see it any more. */
  goneAt: isoTime,
  /** What it stored last; null when it was never measured. */
  storedBytes: bytes.nullable(),
  /** Absent: all snapshots of it are gone. */
  chainId: z.string().optional(),
});
export type GoneSnapshot = z.infer<typeof goneSnapshot>;

export const snapshotList = listOf(snapshotRow).extend({
  /** Where one was asked for by its id that is there no more. */
  gone: goneSnapshot.optional(),
});
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
  subscription: wordList,
  region: wordList,
  kind: wordList.pipe(z.array(z.enum(SNAPSHOT_KINDS)).optional()),
  redundancy: wordList.pipe(z.array(z.enum(TOLD_REDUNDANCIES)).optional()),
  state: wordList.pipe(z.array(z.enum(SNAPSHOT_STATES)).optional()),
  /** Whether a hold is on it now. */
  held: wordList.pipe(z.array(z.enum(HELD)).optional()),
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
  /** Absent: unknown, as before an upload is finished. */
  provisionedBytes: bytes.optional(),
  state: z.string(),
  osType: z.string().optional(),
  /** Absent: unknown. */
  createdAt: isoTime.optional(),
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
export const diskQuery = z.object({ q: z.string().max(200).optional(), subscription: wordList, region: wordList, ...paging });
export type DiskQuery = z.infer<typeof diskQuery>;
