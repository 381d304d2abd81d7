import { z } from "zod";
import { armId, bytes } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
import { SNAPSHOT_KINDS } from "#lib/domain/inventory/inventory.ts";
import { repeats } from "#lib/domain/inventory/repeats.ts";
import { SNAPSHOT_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";

/** The most a machine of Azure can have, with its system disk. */
export const MAX_DISKS = 65;
export const MIN_INSTANT_MINUTES = 60;
export const MAX_INSTANT_MINUTES = 300;

const minutesError = `A whole number of minutes is needed, ${MIN_INSTANT_MINUTES} to ${MAX_INSTANT_MINUTES}.`;

/** Snapshots of one disk, or of several at once. */
export const snapshotRequest = z.object({
  kind: z.literal("take-snapshot"),
  disks: z
    .array(z.object({ diskId: armId, name: newResourceName }))
    .min(1, "At least one disk is needed.")
    .max(MAX_DISKS, `At most ${MAX_DISKS} disks at once.`)
    .superRefine((all, context) => {
      for (const index of repeats(all.map(({ diskId }) => diskId)))
        context.addIssue({ code: "custom", path: [index, "diskId"], message: "Each disk once." });
      for (const index of repeats(all.map(({ name }) => name)))
        context.addIssue({ code: "custom", path: [index, "name"], message: "Each snapshot needs a name of its own." });
    }),
  targetResourceGroup: targetGroup,
  type: z.enum(SNAPSHOT_KINDS),
  sku: z.enum(SNAPSHOT_SKUS),
  /** Premium SSD v2 and Ultra only: disks can be made from it at once for so long. */
  instantAccessMinutes: z
    .number({ error: minutesError })
    .int(minutesError)
    .min(MIN_INSTANT_MINUTES, minutesError)
    .max(MAX_INSTANT_MINUTES, minutesError)
    .optional(),
});
export type SnapshotRequest = z.infer<typeof snapshotRequest>;

/** A disk the form may take a snapshot of; an impossible one comes with its reason. */
const diskChoice = z.object({
  diskId: armId,
  diskName: z.string(),
  suggestedName: z.string(),
  provisionedBytes: bytes.optional(),
  possible: z.boolean(),
  reason: z.string().optional(),
});
export type DiskChoice = z.infer<typeof diskChoice>;

export const snapshotOptions = formOptions.extend({
  kind: z.literal("take-snapshot"),
  /** The disk that was asked about comes first, then the others of its machine. */
  disks: z.array(diskChoice),
  machineName: z.string().optional(),
  /** Of the disk. */
  region: z.string(),
  resourceGroups: z.array(resourceGroupChoice),
  suggestedGroup: suggestedGroup.optional(),
  types: z.array(choice),
  skus: z.object({ incremental: z.array(choice), full: z.array(choice) }),
  /** Where the disk's type allows no instant access, why. */
  instantAccess: formOptions,
});
export type SnapshotOptions = z.infer<typeof snapshotOptions>;
