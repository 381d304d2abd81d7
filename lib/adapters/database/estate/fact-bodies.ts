// Disks, snapshots, chains and measurements as they are read back from the database: what an older version wrote is parsed,
// never cast, and what it did not know yet has its default here.
import { z } from "zod";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import {
  type Disk,
  type NetworkAccessPolicy,
  type Snapshot,
  type SnapshotAccessState,
  SUBSCRIPTION_STATES,
} from "#lib/domain/inventory/inventory.ts";
import type { ResourceGroupInfo, SubscriptionInfo } from "#lib/services/ports/inventory.ts";
import type { MeasurementRecord } from "#lib/services/ports/measurements.ts";

/** A word of Azure's: one that we do not know yet is no reason to lose the row. */
const word = <T extends string>() => z.custom<T>((value) => typeof value === "string");

const shared = {
  id: z.string(),
  name: z.string(),
  subscriptionId: z.string(),
  resourceGroup: z.string(),
  location: z.string(),
  sku: z.string(),
  tags: z.record(z.string(), z.string()),
  diskSizeBytes: z.number().optional(),
  uniqueId: z.string(),
  timeCreated: z.string().optional(),
  diskState: z.string(),
  provisioningState: z.string().optional(),
  osType: z.enum(["Windows", "Linux"]).optional(),
  logicalSectorSize: z.union([z.literal(512), z.literal(4096)]),
  managedBy: z.string().optional(),
  encryption: z.object({ type: z.string(), diskEncryptionSetId: z.string().optional() }),
  networkAccessPolicy: word<NetworkAccessPolicy>(),
  sourceResourceId: z.string().optional(),
  sourceUniqueId: z.string().optional(),
};

export const diskBody: z.ZodType<Disk> = z.object({
  ...shared,
  zones: z.array(z.string()),
  createOption: z.string().optional(),
  sourceUri: z.string().optional(),
  completionPercent: z.number().optional(),
});

export const snapshotBody: z.ZodType<Snapshot> = z.object({
  ...shared,
  incremental: z.boolean(),
  familyId: z.string().optional(),
  createOption: z.string(),
  completionPercent: z.number().optional(),
  copyError: z.object({ code: z.string(), message: z.string() }).optional(),
  snapshotAccessState: word<SnapshotAccessState>().optional(),
  publicNetworkAccess: z.string().optional(),
  dataAccessAuthMode: z.string().optional(),
  immutability: z.object({ type: z.string(), until: z.string().optional() }).optional(),
});

export const subscriptionBody: z.ZodType<SubscriptionInfo> = z.object({
  subscriptionId: z.string(),
  displayName: z.string(),
  state: z.enum(SUBSCRIPTION_STATES),
  message: z.string().optional(),
  azureState: z.string().optional(),
  throttledUntil: z.string().optional(),
  notices: z.array(z.string()).optional(),
  locations: z.array(z.string()).optional(),
});

export const groupBody: z.ZodType<ResourceGroupInfo> = z.object({
  subscriptionId: z.string(),
  name: z.string(),
  region: z.string(),
  tags: z.record(z.string(), z.string()).optional(),
});

export const recordBody: z.ZodType<MeasurementRecord> = z.object({
  snapshotUniqueId: z.string(),
  snapshotId: z.string(),
  baseUniqueId: z.string().nullable(),
  bytes: z.number(),
  clearedBytes: z.number(),
  writtenRanges: z.number(),
  clearedRanges: z.number(),
  artifactKey: z.string(),
  measuredAt: z.string(),
});

/** A chain without its snapshots, which are facts of their own; copies by their resource keys. */
export type StoredChain = Omit<Chain, "snapshots" | "copies"> & { copies: (Omit<Chain["copies"][number], "copy"> & { copyKey: string })[] };

export const chainBody: z.ZodType<StoredChain> = z.object({
  key: z.string(),
  kind: z.enum(["incremental", "full"]),
  sourceDiskId: z.string().optional(),
  sourceDiskName: z.string(),
  sourceUniqueId: z.string().optional(),
  sourceState: z.enum(["live", "deleted", "recreated", "unknown"]),
  location: z.string(),
  subscriptionId: z.string(),
  closed: z.string().optional(),
  copyOf: z.object({ chainKey: z.string() }).optional(),
  isCopy: z.boolean(),
  copies: z.array(z.object({ sourceSnapshotId: z.string(), copyKey: z.string(), chainKey: z.string(), region: z.string() })),
  breaks: z.array(z.object({ afterSnapshotId: z.string(), reason: z.enum(["resize-4tb", "recreated", "not-ready"]), message: z.string() })),
});
