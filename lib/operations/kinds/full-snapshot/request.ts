import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";
import { SNAPSHOT_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";

export const fullSnapshotRequest = z.object({
  kind: z.literal("full-snapshot"),
  /** Incremental or full. */
  snapshotId: armId,
  targetResourceGroup: targetGroup,
  targetName: newResourceName,
  sku: z.enum(SNAPSHOT_SKUS),
});
export type FullSnapshotRequest = z.infer<typeof fullSnapshotRequest>;

export const fullSnapshotOptions = formOptions.extend({
  kind: z.literal("full-snapshot"),
  resourceGroups: z.array(resourceGroupChoice),
  skus: z.array(choice),
  suggestedName: z.string(),
  suggestedRegion: z.string(),
  suggestedGroup,
});
export type FullSnapshotOptions = z.infer<typeof fullSnapshotOptions>;
