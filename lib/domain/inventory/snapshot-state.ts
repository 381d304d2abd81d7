// One word for where a snapshot stands. ARM says Succeeded as soon as a copy is accepted, so the percentage and
// the copy error decide. What Azure says in words that are not known here is "unknown": nothing follows from it.

import { isCopy, SNAPSHOT_ACCESS_STATES, type Snapshot } from "./inventory.ts";
import { provisioningOf } from "./provisioning-state.ts";

export const SNAPSHOT_STATES = ["ready", "creating", "copying", "copy-failed", "failed", "deleting", "unknown"] as const;
export type SnapshotState = (typeof SNAPSHOT_STATES)[number];

/** Azure is still at it. */
export const MOVING_STATES = ["creating", "copying"] as const satisfies readonly SnapshotState[];

export function isMoving(state: SnapshotState): boolean {
  return MOVING_STATES.some((one) => one === state);
}

export function snapshotState(snapshot: Snapshot): SnapshotState {
  const provisioning = provisioningOf(snapshot.provisioningState);
  if (provisioning === "deleting") return "deleting";
  if (snapshot.copyError) return "copy-failed";
  if (provisioning === "failed") return isCopy(snapshot) ? "copy-failed" : "failed";
  if (unknownStateOf(snapshot) !== undefined) return "unknown";
  const isComing = (snapshot.completionPercent ?? 100) < 100 || provisioning === "creating";
  if (isComing) return isCopy(snapshot) ? "copying" : "creating";
  return snapshot.snapshotAccessState === "Pending" ? "creating" : "ready";
}

/** What Azure says of its state in a word that is not known here; undefined: nothing of that kind. */
export function unknownStateOf({ provisioningState, snapshotAccessState }: Snapshot): string | undefined {
  if (provisioningOf(provisioningState) === undefined) return provisioningState ?? "none given";
  if (snapshotAccessState === undefined || SNAPSHOT_ACCESS_STATES.includes(snapshotAccessState)) return undefined;
  return snapshotAccessState;
}

/** All of its data is there. */
export function isReady(snapshot: Snapshot): boolean {
  return snapshotState(snapshot) === "ready";
}

/**
 * Disks can be made from it though its own copy is under way, in its window: an instant access snapshot of a Premium SSD v2 or
 * Ultra disk. From learn.microsoft.com, "Instant access snapshots": to those two types only, and not larger.
 */
export function isInstantAccess(snapshot: Snapshot): boolean {
  if (snapshot.snapshotAccessState !== "InstantAccess" || isCopy(snapshot)) return false;
  const provisioning = provisioningOf(snapshot.provisioningState);
  return !snapshot.copyError && (provisioning === "succeeded" || provisioning === "updating");
}

/** Why it cannot be read, copied or restored yet, as a sentence; undefined when it is ready. */
export function notReadyReason(snapshot: Snapshot): string | undefined {
  const percent = `${Math.floor(snapshot.completionPercent ?? 0)} %`;
  switch (snapshotState(snapshot)) {
    case "ready":
      return undefined;
    case "creating":
      return `${snapshot.name} is still being created${snapshot.completionPercent === undefined ? "" : ` (${percent})`}.`;
    case "copying":
      return `${snapshot.name} is still being copied (${percent}).`;
    case "copy-failed":
      return `The copy ${snapshot.name} failed${snapshot.copyError ? `: ${snapshot.copyError.message}` : "."}`;
    case "failed":
      return `Azure could not create ${snapshot.name}.`;
    case "deleting":
      return `${snapshot.name} is being deleted.`;
    case "unknown":
      return `Azure gives ${snapshot.name} a state that is not known here (${unknownStateOf(snapshot)}).`;
  }
}
