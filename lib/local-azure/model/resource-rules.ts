// What holds for disks and snapshots alike.

import { operationNotAllowed } from "../errors.ts";
import type { ResourceGroup, Snapshot } from "./types.ts";

export function resourceId(group: ResourceGroup, type: "disks" | "snapshots", name: string): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/${type}/${name}`;
}

/** A snapshot whose background copy is under way or failed has no complete image to give. */
export function assertCopyComplete(snapshot: Snapshot, purpose: string): void {
  if (!isCopying(snapshot) && (snapshot.completionPercent ?? 100) >= 100) return;
  throw operationNotAllowed(
    `Cannot ${purpose} snapshot ${snapshot.name} because the copy of its data is not complete. Wait until completionPercent is 100.`,
  );
}

export function isCopying(snapshot: Snapshot): boolean {
  return snapshot.copy !== undefined && snapshot.copy.endedAtMs === undefined;
}
