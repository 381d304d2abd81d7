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
  /**
   * Revokes what the ledger holds open and no living process uses: left by a crash, or owed since Azure did not answer.
   * One pass at a time, each begun after it was asked for. Returns how many entries it closed.
   */
  revokeLeftovers(context: CallContext): Promise<number>;
  /** Ends every SAS of it, whoever's; refused with a conflict while a living dashboard reads through one. */
  endAccess(snapshot: Snapshot, context: CallContext): Promise<void>;
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
  /** owed: nobody uses it any more, and Azure has not yet been heard to have ended it. */
  result: "open" | "owed" | "revoked" | "failed";
  detail?: string;
}

/** Several processes may share one ledger; each has its own view of it, and what it opens is its own. */
export interface AccessLedger {
  open(entry: LedgerEntry): Promise<void>;
  /** Its use is over, its SAS may not be. Of one that is closed already nothing changes. */
  owe(id: string, detail?: string): Promise<void>;
  close(id: string, result: "revoked" | "failed", at: string, detail?: string): Promise<void>;
  /** All that are open or owed, whoever holds them: what Snapscope asked for. Oldest first. */
  stillOpen(): Promise<LedgerEntry[]>;
  /** With those that ended since then (ISO 8601): what a reading of that time may have seen as open. */
  openSince(time: string): Promise<LedgerEntry[]>;
  /** Those of stillOpen that no other living process holds: its own, its predecessors', and of those not heard of any more. */
  leftovers(): Promise<LedgerEntry[]>;
  newest(limit: number, sight: Sight): Promise<LedgerEntry[]>;
  /** This process lives, and will be heard of again before so many milliseconds are over. */
  beat(aliveMs: number): Promise<void>;
  /** This process ends in order: what it still has open is left over at once. */
  depart(): Promise<void>;
}

/**
 * That a process uses the SAS of a snapshot. taking: it alone may ask Azure for the first one; held: others may join;
 * ending: it alone may revoke, which ends the SAS of all.
 */
export interface AccessUse {
  /** Of its entry in the ledger. */
  id: string;
  owner: string;
  snapshotKey: string;
  familyKey: string;
  state: "taking" | "held" | "ending";
  expiresAtMs: number;
}

/** What all processes on one ledger use, changed by one at a time. */
export interface AccessUses {
  /**
   * Atomic: the work sees the uses of living processes and says what they are from now on; no `uses` leaves them as they are. It may
   * be called more than once.
   */
  change<T>(work: (uses: readonly AccessUse[], self: string) => { uses?: readonly AccessUse[]; result: T }): Promise<T>;
}
