import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { formOptions, newResourceName, resourceGroupChoice, suggestedGroup, targetGroup } from "#lib/contract/plans.ts";

/** Tries a restore out: a temporary disk is made, looked at and deleted. */
export const rehearseRequest = z.object({
  kind: z.literal("rehearse"),
  snapshotId: armId,
  targetResourceGroup: targetGroup,
  /** Of the temporary disk. */
  diskName: newResourceName,
});
export type RehearseRequest = z.infer<typeof rehearseRequest>;

export const rehearseOptions = formOptions.extend({
  kind: z.literal("rehearse"),
  resourceGroups: z.array(resourceGroupChoice),
  suggestedName: z.string(),
  suggestedRegion: z.string(),
  suggestedGroup,
});
export type RehearseOptions = z.infer<typeof rehearseOptions>;
