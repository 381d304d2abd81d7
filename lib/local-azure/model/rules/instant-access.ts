// Instant access: a snapshot of a Premium SSD v2 or Ultra disk from which disks are restored fast before its background
// copy is complete, for 60 to 300 minutes.
//
//                 copy under way   copy complete
//   in window     InstantAccess    AvailableWithInstantAccess
//   without       Pending          Available

import { invalidParameter, operationNotAllowed } from "../../errors.ts";
import type { Disk } from "../records/disk.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";
import { is4kCapable } from "./disk-performance.ts";
import { isHydrating } from "./hydration.ts";

const shortestMinutes = 60;
const longestMinutes = 300;

export function isInstantlyAccessible({ instantAccess, copyCompletionError }: Snapshot, nowMs: number): boolean {
  return instantAccess !== undefined && nowMs < instantAccess.untilMs && copyCompletionError === undefined;
}

/** Shown for snapshots that have a background copy of their own; others do not say. */
export function accessStateOf(snapshot: Snapshot, nowMs: number): Snapshot["snapshotAccessState"] {
  if (snapshot.copy === undefined || snapshot.creationData.createOption !== "Copy") return snapshot.snapshotAccessState;
  const isComplete = !isCopying(snapshot) && snapshot.copyCompletionError === undefined;
  if (isInstantlyAccessible(snapshot, nowMs)) return isComplete ? "AvailableWithInstantAccess" : "InstantAccess";
  return isComplete ? "Available" : "Pending";
}

export interface InstantAccessQuestion {
  source: Disk | Snapshot;
  incremental: boolean;
  minutes: number;
  atMs: number;
}

export function assertMayHaveInstantAccess({ source, incremental, minutes, atMs }: InstantAccessQuestion): void {
  if (!Number.isInteger(minutes) || minutes < shortestMinutes || minutes > longestMinutes) {
    throw invalidParameter(
      "instantAccessDurationMinutes",
      `The value ${minutes} of parameter instantAccessDurationMinutes is out of range. It must be a whole number between ${shortestMinutes} and ${longestMinutes}.`,
    );
  }
  if (!incremental || "incremental" in source || !is4kCapable(source.sku)) {
    throw invalidParameter(
      "instantAccessDurationMinutes",
      "Instant access is only supported for incremental snapshots of disks of type PremiumV2_LRS and UltraSSD_LRS.",
    );
  }
  if (isHydrating(source, atMs)) {
    throw operationNotAllowed(
      `Disk ${source.name} is being filled itself: instant access snapshots are possible when its completionPercent is 100.`,
    );
  }
}
