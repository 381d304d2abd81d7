import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { copyFormOptions } from "#lib/contract/copy-form.ts";
import { newResourceName, targetGroup } from "#lib/contract/plans.ts";
import { repeats } from "#lib/domain/inventory/repeats.ts";
import { COPY_SKUS } from "#lib/domain/inventory/snapshot-sku.ts";

/** As many as a disk may have. */
const MAX_COPIES = 500;

/** Several snapshots of one chain, one after the other in the order of their creation, however they are named here. */
export const copyChainRequest = z.object({
  kind: z.literal("copy-chain"),
  snapshots: z
    .array(z.object({ snapshotId: armId, targetName: newResourceName }))
    .min(1, "At least one snapshot is needed.")
    .max(MAX_COPIES, `At most ${MAX_COPIES} snapshots.`)
    .superRefine((all, context) => {
      for (const index of repeats(all.map(({ snapshotId }) => snapshotId)))
        context.addIssue({ code: "custom", path: [index, "snapshotId"], message: "Each snapshot once." });
      for (const index of repeats(all.map(({ targetName }) => targetName)))
        context.addIssue({ code: "custom", path: [index, "targetName"], message: "Each copy needs a name of its own." });
    }),
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: targetGroup,
  sku: z.enum(COPY_SKUS),
});
export type CopyChainRequest = z.infer<typeof copyChainRequest>;

/** For the newest of them. */
export const copyChainOptions = copyFormOptions.extend({ kind: z.literal("copy-chain") });
export type CopyChainOptions = z.infer<typeof copyChainOptions>;
