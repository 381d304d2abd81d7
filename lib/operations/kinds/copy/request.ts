import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
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

export const copyOptions = formOptions.extend({
  kind: z.literal("copy"),
  regions: z.array(choice),
  resourceGroups: z.array(resourceGroupChoice),
  skus: z.array(choice),
  suggestedName: z.string(),
  suggestedRegion: z.string().optional(),
  /** In that region; absent where it is a guess. */
  suggestedResourceGroup: z.string().optional(),
  /** By region. */
  suggestedGroups: z.record(z.string(), suggestedGroup),
  /** Older ones of its chain, oldest first: Azure copies in the order of creation. */
  earlier: z.array(z.object({ id: armId, name: z.string() })),
  /** By region that has copies: how many of these are there, or can follow no more. */
  earlierDone: z.record(z.string(), z.number().int()),
});
export type CopyOptions = z.infer<typeof copyOptions>;
