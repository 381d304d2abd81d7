import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
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
  /** At start: revokes what a crash left open in the ledger. Returns how many. */
  revokeLeftovers(context: CallContext): Promise<number>;
}

export interface LedgerEntry {
  id: string;
  snapshotId: string;
  operationId?: string;
  requestId: string;
  grantedAt: string;
  expiresAt: string;
  revokedAt?: string;
  result: "open" | "revoked" | "failed";
  detail?: string;
}

export interface AccessLedger {
  open(entry: LedgerEntry): Promise<void>;
  close(id: string, result: "revoked" | "failed", at: string, detail?: string): Promise<void>;
  leftovers(): Promise<LedgerEntry[]>;
  newest(limit: number): Promise<LedgerEntry[]>;
}
