// Who of several processes may use the SAS of which snapshots: the moves of AccessUse, pure.
//
//   absent ──admit──▶ taking ──settle──▶ held ──leave (the last)──▶ ending ──drop──▶ absent
//                └─ (somebody holds it) ─▶ held ──leave──▶ absent
//
// Azure counts SAS by family and endGetAccess ends all SAS of a snapshot, so both are counted here for all processes
// together. All that one caller needs it gets at once or waits: holding one half of a diff while waiting for the other
// would stop everybody.
import type { AccessUse } from "#lib/services/ports/access.ts";
import { MAX_OPEN_PER_FAMILY } from "./family-gate.ts";

/** A SAS with less left than this is not shared with a newcomer. */
export const MIN_REMAINING_MS = 15 * 60_000;

export type WantedUse = Pick<AccessUse, "id" | "snapshotKey" | "familyKey" | "expiresAtMs">;

interface Change<T> {
  uses?: readonly AccessUse[];
  result: T;
}

/** result: what was wanted as it is used now; undefined: not now. */
export function admit(
  uses: readonly AccessUse[],
  owner: string,
  wanted: readonly WantedUse[],
  nowMs: number,
): Change<AccessUse[] | undefined> {
  const admitted: AccessUse[] = [];
  for (const want of wanted) {
    const present = uses.filter(({ snapshotKey }) => snapshotKey === want.snapshotKey);
    if (present.some(({ state, expiresAtMs }) => state !== "held" || expiresAtMs - nowMs <= MIN_REMAINING_MS)) return { result: undefined };
    // Azure may answer with the SAS that is there, which ends when it ends.
    const expiresAtMs = Math.min(want.expiresAtMs, ...present.map((use) => use.expiresAtMs));
    admitted.push({ ...want, owner, expiresAtMs, state: present.length > 0 ? "held" : "taking" });
  }
  const next = [...uses, ...admitted];
  const isTooMany = wanted.some(({ familyKey }) => openIn(next, familyKey) > MAX_OPEN_PER_FAMILY);
  return isTooMany && admitted.some(({ state }) => state === "taking") ? { result: undefined } : { uses: next, result: admitted };
}

export function settle(uses: readonly AccessUse[], id: string): Change<void> {
  return { uses: uses.map((use) => (use.id === id ? { ...use, state: "held" } : use)), result: undefined };
}

/** result: whether it was the last one, which must now revoke and then drop it. */
export function leave(uses: readonly AccessUse[], use: AccessUse): Change<boolean> {
  const others = uses.filter(({ id }) => id !== use.id);
  if (others.some(({ snapshotKey }) => snapshotKey === use.snapshotKey)) return { uses: others, result: false };
  return { uses: [...others, { ...use, state: "ending" }], result: true };
}

export function drop(uses: readonly AccessUse[], isDropped: (use: AccessUse) => boolean): Change<void> {
  return uses.some(isDropped) ? { uses: uses.filter((use) => !isDropped(use)), result: undefined } : { result: undefined };
}

function openIn(uses: readonly AccessUse[], familyKey: string): number {
  return new Set(uses.filter((use) => use.familyKey === familyKey).map(({ snapshotKey }) => snapshotKey)).size;
}
