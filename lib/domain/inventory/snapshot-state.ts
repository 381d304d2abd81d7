// One word for where a snapshot stands. ARM says Succeeded as soon as a copy is accepted, so the percentage and
// the copy error decide.

import { isCopy, type Snapshot } from "./inventory.ts";

export const SNAPSHOT_STATES = ["ready", "creating", "copying", "copy-failed", "failed", "deleting"] as const;
export type SnapshotState = (typeof SNAPSHOT_STATES)[number];

/** Azure is still at it. */
export const MOVING_STATES = ["creating", "copying"] as const satisfies readonly SnapshotState[];

export function isMoving(state: SnapshotState): boolean {
  return MOVING_STATES.some((one) => one === state);
}

export function snapshotState(snapshot: Snapshot): SnapshotState {
  if (snapshot.provisioningState === "Deleting") return "deleting";
  if (snapshot.copyError) return "copy-failed";
  if (snapshot.provisioningState === "Failed") return isCopy(snapshot) ? "copy-failed" : "failed";
  if ((snapshot.completionPercent ?? 100) < 100) return isCopy(snapshot) ? "copying" : "creating";
  if (snapshot.snapshotAccessState === "Pending") return "creating";
  // Updating is also what a change of tags looks like; a snapshot that has been made stays readable meanwhile.
  if (snapshot.provisioningState === "Creating") return isCopy(snapshot) ? "copying" : "creating";
  return "ready";
}

/** All of its data is there. */
export function isReady(snapshot: Snapshot): boolean {
  return snapshotState(snapshot) === "ready";
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
  }
}
