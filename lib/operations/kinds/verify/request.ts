import { z } from "zod";
import { armId } from "#lib/contract/common.ts";
import { choice, formOptions } from "#lib/contract/plans.ts";
import { VERIFY_LEVELS } from "#lib/domain/verification/verification.ts";

/** Compares a copy with the snapshot it was made from. */
export const verifyRequest = z.object({
  kind: z.literal("verify"),
  /** The copy. */
  snapshotId: armId,
  level: z.enum(VERIFY_LEVELS),
});
export type VerifyRequest = z.infer<typeof verifyRequest>;

export const verifyOptions = formOptions.extend({ kind: z.literal("verify"), levels: z.array(choice) });
export type VerifyOptions = z.infer<typeof verifyOptions>;
