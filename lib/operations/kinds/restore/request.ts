import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice } from "#lib/contract/plans.ts";
import { DISK_SKU_NAMES } from "#lib/domain/inventory/disk-sku.ts";

export const ZONES = ["1", "2", "3"] as const;

const wholeGib = "A whole number of GiB is needed.";

export const restoreRequest = z.object({
  kind: z.literal("restore"),
  snapshotId: armId,
  targetResourceGroup: z.string().min(1).max(90),
  diskName: newResourceName,
  sku: z.enum(DISK_SKU_NAMES),
  sizeGib: z.number({ error: wholeGib }).int(wholeGib).min(1, "At least 1 GiB.").max(65_536, "At most 65,536 GiB."),
  zone: z.enum(ZONES).optional(),
});
export type RestoreRequest = z.infer<typeof restoreRequest>;

export const restoreOptions = formOptions.extend({
  kind: z.literal("restore"),
  resourceGroups: z.array(resourceGroupChoice),
  skus: z.array(choice),
  zones: z.array(choice),
  minSizeGib: z.number().int(),
  /** Absent: only the disk's type says. */
  maxSizeGib: z.number().int().optional(),
  suggestedName: z.string(),
  suggestedRegion: z.string(),
  suggestedResourceGroup: z.string(),
  groupReason: z.string(),
});
export type RestoreOptions = z.infer<typeof restoreOptions>;
