import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions } from "#lib/contract/plans.ts";
import { replicaPlace } from "#lib/contract/replicas.ts";
import { repeats } from "#lib/domain/inventory/repeats.ts";
import type { TransferObjective } from "#lib/domain/replication/request-plan.ts";

/** As many as a disk may have. */
const MAX_POINTS = 500;

export const TRANSFER_OBJECTIVES = ["least-time", "fewest-bytes", "least-cost"] as const satisfies readonly TransferObjective[];

/** Snapshots of one chain as recovery points of one replica, in the order of their creation, however they are named here. */
export const replicateRequest = z.object({
  kind: z.literal("replicate"),
  snapshots: z
    .array(z.object({ snapshotId: armId }))
    .min(1, "At least one snapshot is needed.")
    .max(MAX_POINTS, `At most ${MAX_POINTS} snapshots.`)
    .superRefine((all, context) => {
      for (const index of repeats(all.map(({ snapshotId }) => snapshotId)))
        context.addIssue({ code: "custom", path: [index, "snapshotId"], message: "Each snapshot once." });
    }),
  place: replicaPlace,
  objective: z.enum(TRANSFER_OBJECTIVES),
  /** Unique id of the newest recovery point that it is planned on; null: of none. Absent: whatever is there. */
  builtOn: z.string().max(2048).nullable().optional(),
});
export type ReplicateRequest = z.infer<typeof replicateRequest>;

const existingReplica = z.object({
  container: z.string(),
  name: z.string(),
  points: z.number().int(),
  /** Of the newest of them; null: there is none yet. */
  newest: z.object({ uniqueId: z.string(), snapshotName: z.string() }).nullable(),
  /** Why nothing can be built on it; absent: it can be gone on with. */
  problem: z.string().optional(),
});

/** For the newest of them. */
export const replicateOptions = formOptions.extend({
  kind: z.literal("replicate"),
  accounts: z.array(choice),
  /** By account: what is there of this disk, and the containers, as far as they could be read. */
  places: z.record(
    z.string(),
    z.object({ containers: z.array(z.string()), replicas: z.array(existingReplica), notRead: z.string().optional() }),
  ),
  objectives: z.array(choice),
  suggestedContainer: z.string(),
  suggestedName: z.string(),
  /** Of the chain up to this one, oldest first. */
  earlier: z.array(z.object({ id: armId, name: z.string(), uniqueId: z.string() })),
  /** Subscriptions whose accounts could not be read. */
  notRead: z.array(z.string()),
});
export type ReplicateOptions = z.infer<typeof replicateOptions>;
