// Replicas of a chain as page blobs, read from their own metadata in the storage accounts.
import { z } from "zod";
import { armId, bytes, isoTime } from "./common.ts";

export const replicaPlace = z.object({
  /** ARM id of the storage account, or `target:NAME` of one that the settings name. */
  accountId: z.string().min(1).max(2048),
  container: z
    .string()
    .regex(
      /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      "3 to 63 small letters, digits and single hyphens; a letter or digit at both ends.",
    ),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, "1 to 120 letters, digits, '.', '_' or '-'; a letter or digit first."),
});

export const recoveryPoint = z.object({
  /** The source; it may be gone. */
  snapshotId: armId,
  snapshotName: z.string(),
  uniqueId: z.string(),
  /** Of the source. Absent: not known. */
  timeCreated: isoTime.optional(),
  /** Of the disk then, without the VHD footer. */
  sizeBytes: bytes,
  /** Of each stripe, as Azure names it. */
  blobSnapshots: z.array(z.string()),
  /** The source is still in the chain. */
  sourceIsThere: z.boolean(),
});
export type RecoveryPointRow = z.infer<typeof recoveryPoint>;

export const replicaRow = z.object({
  place: replicaPlace,
  accountName: z.string(),
  /** Absent: not said. */
  region: z.string().optional(),
  diskId: armId,
  diskUniqueId: z.string(),
  stripes: z.number().int(),
  /** Oldest first. */
  points: z.array(recoveryPoint),
  /** The last of them. */
  newest: recoveryPoint.optional(),
  /** Snapshots of the chain that are newer than the newest point, or of all where it has none. */
  behind: z.number().int(),
  /** Begun and not committed. */
  writing: z.object({ snapshotId: armId, snapshotName: z.string(), uniqueId: z.string() }).optional(),
  /** Why nothing may be built on it; a sentence. */
  problem: z.string().optional(),
});
export type ReplicaRow = z.infer<typeof replicaRow>;

export const replicaList = z.object({
  replicas: z.array(replicaRow),
  /** Where it could not be looked: there may be more. */
  notRead: z.array(z.object({ what: z.string(), message: z.string() })),
});
export type ReplicaList = z.infer<typeof replicaList>;

export const replicaQuery = z.object({
  /** Id of the chain. */
  chain: z.string().min(1).max(400),
  format: z.enum(["json", "csv"]).default("json"),
});
export type ReplicaQuery = z.infer<typeof replicaQuery>;
