// Resource locks: at a subscription, a group or a resource, for it and all below. Deleting a group or subscription is
// held up by the locks of what is inside too.

import { AzureError } from "../../errors.ts";
import type { Lock } from "../records/lock.ts";
import type { ReadableRecords } from "../records/records.ts";

/** Azure takes a moment to notice that a lock is gone. How long is not on record. */
export const lockLingersMs = 5_000;

export type LockedOperation = "delete" | "write";

export function liveLocks(records: ReadableRecords): Lock[] {
  return [...records.locks.values()].filter((lock) => lock.deletedAtMs === undefined);
}

/** 409 ScopeLocked. */
export function assertNotLocked(records: ReadableRecords, scope: string, operation: LockedOperation): void {
  const nowMs = records.clock.nowMs();
  const target = slashed(scope);
  const scopes: string[] = [];
  for (const lock of records.locks.values()) {
    if (lock.deletedAtMs !== undefined && nowMs >= lock.deletedAtMs + lockLingersMs) continue;
    if (operation === "write" && lock.level !== "ReadOnly") continue;
    const locked = slashed(lock.scope);
    if (target.startsWith(locked) || (operation === "delete" && locked.startsWith(target))) scopes.push(lock.scope);
  }
  if (scopes.length === 0) return;
  throw new AzureError(
    409,
    "ScopeLocked",
    `The scope '${scope}' cannot perform ${operation} operation because following scope(s) are locked: '${[...new Set(scopes)].join(",")}'. Please remove the lock and try again.`,
    { headers: { "x-ms-failure-cause": "gateway" } },
  );
}

function slashed(scope: string): string {
  return `${scope.toLowerCase()}/`;
}
