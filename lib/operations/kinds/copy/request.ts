import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { copyFormOptions } from "#lib/contract/copy-form.ts";
import { newResourceName, targetGroup } from "#lib/contract/plans.ts";
import { COPY_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";

export const copyRequest = z.object({
  kind: z.literal("copy"),
  snapshotId: armId,
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: targetGroup,
  targetName: newResourceName,
  sku: z.enum(COPY_SKUS),
});
export type CopyRequest = z.infer<typeof copyRequest>;

export const copyOptions = copyFormOptions.extend({ kind: z.literal("copy") });
