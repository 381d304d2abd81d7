import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
import { DISK_SKU_NAMES, ZONES } from "#lib/domain/inventory/disk-sku.ts";

const wholeGib = "A whole number of GiB is needed.";

export const restoreRequest = z.object({
  kind: z.literal("restore"),
  snapshotId: armId,
  targetResourceGroup: targetGroup,
  diskName: newResourceName,
  sku: z.enum(DISK_SKU_NAMES, { error: ({ input }) => (input === "" ? "Choose a disk type." : undefined) }),
  sizeGib: z.number({ error: wholeGib }).int(wholeGib).min(1, "At least 1 GiB.").max(65_536, "At most 65,536 GiB."),
  zone: z.enum(ZONES).optional(),
});
export type RestoreRequest = z.infer<typeof restoreRequest>;

export const restoreOptions = formOptions.extend({
  kind: z.literal("restore"),
  resourceGroups: z.array(resourceGroupChoice),
  /** Recommended: the type of the disk it was taken from, where that is known and can be made. */
  skus: z.array(choice),
  /** A sentence: why that type is suggested, or why none is. */
  skuReason: z.string(),
  zones: z.array(choice),
  minSizeGib: z.number().int(),
  /** Absent: only the disk's type says. */
  maxSizeGib: z.number().int().optional(),
  suggestedName: z.string(),
  suggestedRegion: z.string(),
  suggestedGroup,
});
export type RestoreOptions = z.infer<typeof restoreOptions>;
