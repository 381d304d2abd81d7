import type { Rehearsal } from "#lib/domain/verification/rehearsal.ts";

/** Kept for years, whether or not its snapshot is still there. */
export interface RehearsalStore {
  /** One an operation: put again it is the same. */
  put(rehearsal: Rehearsal): Promise<void>;
  /** Of these snapshots, by unique id, the newest. */
  newest(snapshotUniqueIds: readonly string[]): Promise<Rehearsal[]>;
}
