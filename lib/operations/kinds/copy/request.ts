import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { copyFormOptions } from "#lib/contract/copy-form.ts";
import { copyPlace } from "#lib/contract/copy-place.ts";
import { newResourceName } from "#lib/contract/plans.ts";

export const copyRequest = z.object({
  kind: z.literal("copy"),
  snapshotId: armId,
  ...copyPlace,
  targetName: newResourceName,
});
export type CopyRequest = z.infer<typeof copyRequest>;

export const copyOptions = copyFormOptions.extend({ kind: z.literal("copy") });
