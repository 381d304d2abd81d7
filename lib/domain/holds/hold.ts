// A hold: somebody says that a snapshot stays, with a reason, until it ends or is lifted. It belongs to the snapshot and not
// to its name: another one that has the name later is not held.
import { formatUtc } from "#lib/domain/format.ts";
import { resourceKey, sameResource } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { Principal } from "#lib/domain/principal.ts";

export interface Hold {
  id: string;
  snapshotId: string;
  /** Of the snapshot that is held; where Azure gave none, its resourceKey. */
  uniqueId: string;
  reason: string;
  /** Who wants it kept, by name: not always who set it. */
  owner: string;
  /** ISO 8601, UTC; absent: until it is lifted. */
  until?: string;
  setAt: string;
  setBy: Principal;
  liftedAt?: string;
  liftedBy?: Principal;
  /** The hold whose end this one changed. */
  replaces?: string;
}

export const HOLD_STATES = ["in-force", "ended", "lifted"] as const;
export type HoldState = (typeof HOLD_STATES)[number];

export function holdState({ liftedAt, until }: Pick<Hold, "liftedAt" | "until">, nowMs: number): HoldState {
  if (liftedAt !== undefined) return "lifted";
  return until !== undefined && epochMs(until) <= nowMs ? "ended" : "in-force";
}

/**
 * Whether it is this snapshot that is held. A snapshot that was moved keeps its unique id; where Azure gave none, then or now,
 * the id decides: rather one too many is held than one too few.
 */
export function isHeldBy(
  { snapshotId, uniqueId }: Pick<Hold, "snapshotId" | "uniqueId">,
  snapshot: { id: string; uniqueId: string },
): boolean {
  if (resourceKey(uniqueId) === resourceKey(snapshot.uniqueId)) return true;
  const isUncertain = sameResource(uniqueId, snapshotId) || sameResource(snapshot.uniqueId, snapshot.id);
  return isUncertain && sameResource(snapshotId, snapshot.id);
}

/** Set by this person for themselves: lifting it needs nobody's word. */
export function isOwnHold({ owner, setBy }: Pick<Hold, "owner" | "setBy">, principal: Principal): boolean {
  return setBy.identity === principal.identity && setBy.name === principal.name && owner === principal.name;
}

/** "held for Ada until 2027-01-01 00:00:00 UTC: audit of 2026". */
export function holdWords({ reason, owner, until }: Pick<Hold, "reason" | "owner" | "until">): string {
  return `held for ${owner} ${until === undefined ? "until it is lifted" : `until ${formatUtc(epochMs(until))}`}: ${reason}`;
}
