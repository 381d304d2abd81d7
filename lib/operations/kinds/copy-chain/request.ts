import { z } from "zod";
import { copyFormOptions } from "#lib/contract/copy-form.ts";
import { copyPlace, snapshotsToCopy } from "#lib/contract/copy-place.ts";

/** Several snapshots of one chain, one after the other in the order of their creation, however they are named here. */
export const copyChainRequest = z.object({
  kind: z.literal("copy-chain"),
  snapshots: snapshotsToCopy,
  ...copyPlace,
});
export type CopyChainRequest = z.infer<typeof copyChainRequest>;

/** For the newest of them. */
export const copyChainOptions = copyFormOptions.extend({ kind: z.literal("copy-chain") });
export type CopyChainOptions = z.infer<typeof copyChainOptions>;
