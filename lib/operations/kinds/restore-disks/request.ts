import { z } from "zod";
import { armId, isoTime } from "#lib/contract/common.ts";
import { formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
import { DISK_SKU_NAMES, ZONES } from "#lib/domain/inventory/disk-sku.ts";
import { repeats } from "#lib/domain/inventory/repeats.ts";

/** The most a machine of Azure can have, with its system disk. */
export const MAX_DISKS = 65;

/** A disk from each of these snapshots, as large as it. */
export const restoreDisksRequest = z.object({
  kind: z.literal("restore-disks"),
  snapshots: z
    .array(z.object({ snapshotId: armId, diskName: newResourceName, sku: z.enum(DISK_SKU_NAMES), zone: z.enum(ZONES).optional() }))
    .min(1, "At least one disk is needed.")
    .max(MAX_DISKS, `At most ${MAX_DISKS} disks at once.`)
    .superRefine((all, context) => {
      for (const index of repeats(all.map(({ diskName }) => diskName)))
        context.addIssue({ code: "custom", path: [index, "diskName"], message: "Each disk needs a name of its own." });
    }),
  targetResourceGroup: targetGroup,
});
export type RestoreDisksRequest = z.infer<typeof restoreDisksRequest>;

const diskToRestore = z.object({
  diskId: armId,
  diskName: z.string(),
  /** As the disk is now. */
  sku: z.string(),
  zone: z.string().optional(),
  /** Without a time: a name for a restore of it, to be completed with the moment. */
  suggestedName: z.string(),
  /** That a disk can be made from, newest first. */
  snapshots: z.array(z.object({ id: armId, name: z.string(), timeCreated: isoTime })),
  possible: z.boolean(),
  reason: z.string().optional(),
});
export type DiskToRestore = z.infer<typeof diskToRestore>;

export const restoreDisksOptions = formOptions.extend({
  kind: z.literal("restore-disks"),
  /** The disk that was asked about comes first, then the others of its machine. */
  disks: z.array(diskToRestore),
  machineName: z.string().optional(),
  resourceGroups: z.array(resourceGroupChoice),
  suggestedRegion: z.string(),
  suggestedGroup,
});
export type RestoreDisksOptions = z.infer<typeof restoreDisksOptions>;
