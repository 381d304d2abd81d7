import type { Verification } from "#lib/domain/verification/verification.ts";

/** Kept for years, whether or not its snapshots are still there. */
export interface VerificationStore {
  /** One an operation: put again it is the same. */
  put(verification: Verification): Promise<void>;
  /** Of these copies, by unique id, the newest of each verdict at each level. */
  newest(copyUniqueIds: readonly string[]): Promise<Verification[]>;
  find(operationId: string): Promise<Verification | undefined>;
}
