import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { Sight } from "#lib/domain/inventory/sight.ts";
import type { Principal } from "#lib/domain/principal.ts";
import type { CallContext } from "./call-context.ts";

/** A SAS URL that cannot be printed: only the page reader may unwrap it. */
export interface ReadAccess {
  readonly snapshotId: string;
  readonly expiresAt: string;
}

export interface AccessContext extends CallContext {
  operationId?: string;
  /** Who asks again while it holds one names itself: those who wait may be waiting for what it holds. */
  holder?: symbol;
}

export interface SnapshotAccess {
  /**
   * Grants read access to the snapshots, runs the work, revokes whatever happens. At most five snapshots of
   * one family may hold a SAS, so callers queue per family (a diff needs two). Each grant is in the ledger
   * before Azure is asked and marked when revoked.
   */
  withReadAccess<T>(snapshots: Snapshot[], context: AccessContext, work: (access: ReadAccess[]) => Promise<T>): Promise<T>;
  /** At start: revokes what a crash left open in the ledger, and nothing a living process holds. Returns how many. */
  revokeLeftovers(context: CallContext): Promise<number>;
}

export interface LedgerEntry {
  id: string;
  snapshotId: string;
  /** The process that holds it; absent: written by a version that did not say. */
  owner?: string;
  operationId?: string;
  requestId: string;
  requestedBy: Principal;
  grantedAt: string;
  expiresAt: string;
  revokedAt?: string;
  result: "open" | "revoked" | "failed";
  detail?: string;
}

/** Several processes may share one ledger; each has its own view of it, and what it opens is its own. */
export interface AccessLedger {
  open(entry: LedgerEntry): Promise<void>;
  close(id: string, result: "revoked" | "failed", at: string, detail?: string): Promise<void>;
  /** All that are open, whoever holds them: what Snapscope asked for. Oldest first. */
  stillOpen(): Promise<LedgerEntry[]>;
  /** Those of them that no other living process holds: its own, its predecessors', and of those not heard of any more. */
  leftovers(): Promise<LedgerEntry[]>;
  newest(limit: number, sight: Sight): Promise<LedgerEntry[]>;
  /** This process lives, and will be heard of again before so many milliseconds are over. */
  beat(aliveMs: number): Promise<void>;
  /** This process ends in order: what it still has open is left over at once. */
  depart(): Promise<void>;
}
