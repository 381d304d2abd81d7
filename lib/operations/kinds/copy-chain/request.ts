import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { copyFormOptions } from "#lib/contract/copy-form.ts";
import { newResourceName, targetGroup } from "#lib/contract/plans.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
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
    .refine((all) => areDifferent(all.map(({ snapshotId }) => snapshotId)), "Each snapshot once.")
    .refine((all) => areDifferent(all.map(({ targetName }) => targetName)), "Each copy needs a name of its own."),
  targetRegion: z.string().min(1).max(60),
  targetResourceGroup: targetGroup,
  sku: z.enum(COPY_SKUS),
});
export type CopyChainRequest = z.infer<typeof copyChainRequest>;

function areDifferent(words: readonly string[]): boolean {
  return new Set(words.map(resourceKey)).size === words.length;
}

/** For the newest of them. */
export const copyChainOptions = copyFormOptions.extend({ kind: z.literal("copy-chain") });
export type CopyChainOptions = z.infer<typeof copyChainOptions>;
