// Azure's ceilings on snapshots. The numbers are Microsoft's ("Create an incremental snapshot", restrictions);
// codes and words of these refusals are not on record, so they are the likeliest (see README.md, assumptions).

import { ticksToMs } from "../../clock.ts";
import { invalidParameter, operationNotAllowed } from "../../errors.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { isCopying } from "../records/snapshot.ts";

export const limits = {
  incrementalPerDisk: 500,
  creationsPerWindow: 7,
  creationWindowMs: 5 * 60_000,
  sasPerFamily: 5,
  longestSasSeconds: 5_184_000,
  pendingPerDisk: 3,
  copiesPerRegion: 100,
  /** Disks being filled from one Premium SSD v2 or Ultra snapshot. */
  hydrationsPerSnapshot: 5,
  hydrationsPerSubscription: 50,
  /** Disks being filled from all instant access snapshots of one disk. */
  instantRestoresPerDisk: 15,
  /** A disk that grows across this size cannot be diffed over the growth. */
  resizeBarrierBytes: 4 * 2 ** 40,
} as const;

export function assertMayAddToFamily(members: readonly Snapshot[], diskName: string, atMs: number): void {
  let live = 0;
  let recent = 0;
  let pending = 0;
  for (const member of members) {
    const createdMs = ticksToMs(member.timeCreated);
    if (createdMs > atMs - limits.creationWindowMs && createdMs <= atMs) recent++;
    if (member.deletedAtMs !== undefined) continue;
    live++;
    if (isCopying(member) && member.creationData.createOption === "Copy") pending++;
  }
  if (live >= limits.incrementalPerDisk) {
    throw operationNotAllowed(
      `The maximum number of incremental snapshots, ${limits.incrementalPerDisk}, has been reached for disk ${diskName}.`,
    );
  }
  if (recent >= limits.creationsPerWindow) {
    throw operationNotAllowed(
      `Only ${limits.creationsPerWindow} incremental snapshots of disk ${diskName} can be created in ${limits.creationWindowMs / 60_000} minutes.`,
    );
  }
  if (pending >= limits.pendingPerDisk) {
    throw operationNotAllowed(
      `Disk ${diskName} already has ${limits.pendingPerDisk} incremental snapshots whose background copy is in progress.`,
    );
  }
}

export function assertSasDuration(durationSeconds: number): void {
  if (Number.isInteger(durationSeconds) && durationSeconds > 0 && durationSeconds <= limits.longestSasSeconds) return;
  throw invalidParameter(
    "durationInSeconds",
    `The value ${durationSeconds} of parameter durationInSeconds is out of range. It must be between 1 and ${limits.longestSasSeconds} (60 days).`,
  );
}
