// What holds for disks and snapshots alike.

import { operationNotAllowed } from "../errors.ts";
import type { ResourceGroup, Snapshot } from "./types.ts";

export function resourceId(group: ResourceGroup, type: "disks" | "snapshots", name: string): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/${type}/${name}`;
}

/** A snapshot whose background copy is under way or failed has no complete image to give. */
export function assertCopyComplete(snapshot: Snapshot, purpose: string): void {
  const isComplete = snapshot.copy === undefined && (snapshot.completionPercent ?? 100) >= 100;
  if (isComplete) return;
  throw operationNotAllowed(
    `Cannot ${purpose} snapshot ${snapshot.name} because the copy of its data is not complete. Wait until completionPercent is 100.`,
  );
}
