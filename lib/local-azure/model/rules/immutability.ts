// The immutability policy of a snapshot (api-version 2026-03-02): nobody deletes it before the policy expires. Unlocked
// it may be changed, Locked only be extended.

import { invalidParameter, operationNotAllowed } from "../../errors.ts";
import type { ReadableRecords, Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";

const dayMs = 86_400_000;
/** A hundred years; Microsoft names no maximum. */
const longestDays = 36_500;

type PolicyType = NonNullable<Snapshot["immutability"]>["type"];

export interface PolicyChange {
  type: PolicyType;
  durationDays: number;
}

export function isImmutable({ immutability }: Snapshot, nowMs: number): boolean {
  return immutability !== undefined && nowMs < immutability.expiresAtMs;
}

/** updateImmutabilityPolicy: sets or changes an unlocked policy. */
export function setImmutability(records: Records, snapshot: Snapshot, change: PolicyChange): void {
  assertDuration(change.durationDays);
  if (change.type !== "Unlocked") throw invalidParameter("type", "Use updateImmutabilityPolicyLock to lock an immutability policy.");
  if (snapshot.immutability?.type === "Locked" && isImmutable(snapshot, records.clock.nowMs())) {
    throw operationNotAllowed(
      `The immutability policy of snapshot ${snapshot.name} is locked. Use updateImmutabilityPolicyLock to extend it.`,
    );
  }
  put(records, snapshot, change);
}

/** updateImmutabilityPolicyLock: locks a policy, or extends a locked one. */
export function lockImmutability(records: Records, snapshot: Snapshot, change: PolicyChange): void {
  assertDuration(change.durationDays);
  if (change.type !== "Locked") throw invalidParameter("type", "The type of a locked immutability policy must be Locked.");
  const { immutability } = snapshot;
  if (immutability === undefined) {
    throw operationNotAllowed(`Snapshot ${snapshot.name} has no immutability policy to lock. Use updateImmutabilityPolicy first.`);
  }
  if (immutability.type === "Locked" && isImmutable(snapshot, records.clock.nowMs()) && change.durationDays < immutability.durationDays) {
    throw operationNotAllowed(
      `The locked immutability policy of snapshot ${snapshot.name} lasts ${immutability.durationDays} days and can only be extended.`,
    );
  }
  put(records, snapshot, change, immutability.startedAtMs);
}

function put(records: Records, snapshot: Snapshot, { type, durationDays }: PolicyChange, sinceMs?: number): void {
  const startedAtMs = sinceMs ?? records.clock.nowMs();
  snapshot.immutability = { type, durationDays, startedAtMs, expiresAtMs: startedAtMs + durationDays * dayMs };
  records.touch("snapshot", snapshot);
}

function assertDuration(days: number): void {
  if (Number.isInteger(days) && days >= 1 && days <= longestDays) return;
  throw invalidParameter(
    "immutabilityDurationDays",
    `The value ${days} of parameter immutabilityDurationDays is out of range. It must be a whole number between 1 and ${longestDays}.`,
  );
}

export function assertNotImmutable(records: ReadableRecords, snapshot: Snapshot): void {
  if (!isImmutable(snapshot, records.clock.nowMs())) return;
  const until = new Date(snapshot.immutability?.expiresAtMs ?? 0).toISOString();
  throw operationNotAllowed(`Snapshot ${snapshot.name} has an immutability policy until ${until} and cannot be deleted.`);
}
