import type { Hold, HoldState } from "#lib/domain/holds/hold.ts";
import type { Principal } from "#lib/domain/principal.ts";
import type { CallContext } from "./call-context.ts";

/** set and lifted are stamped by the database. */
export type NewHold = Omit<Hold, "setAt" | "liftedAt" | "liftedBy">;

/** Rows are only added; of one that is there nothing changes but that it is lifted, once. Whether an end has come is told by the database's own clock. */
export interface HoldStore {
  /** All or none of them. */
  set(holds: readonly NewHold[]): Promise<void>;
  /** False: it was lifted already, or is not there; then nothing changes. next: set in the same moment, so that no gap is between them. */
  lift(id: string, by: Principal, next?: NewHold): Promise<boolean>;
  /** In force now, on any of these, oldest first: whoever set them. */
  on(snapshots: readonly { id: string; uniqueId: string }[]): Promise<Hold[]>;
}

export interface HoldFilter {
  /** Of this snapshot, by its id. */
  snapshot?: string | undefined;
  /** Absent: any. */
  state?: HoldState | undefined;
  limit: number;
}

/** Those of snapshots that the principal sees, gone ones too: newest first. */
export interface EstateHolds {
  list(context: CallContext, filter: HoldFilter): Promise<{ items: Hold[]; total: number }>;
  find(context: CallContext, id: string): Promise<Hold | undefined>;
}
