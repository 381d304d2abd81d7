// The filling of Premium SSD v2 and Ultra disks that were made from a snapshot. The disk is there at once; its data
// arrives in the background, and Microsoft limits how many may be under way.

import { operationNotAllowed } from "../../errors.ts";
import type { Disk, DiskSku } from "../records/disk.ts";
import type { ReadableRecords, Records } from "../records/records.ts";
import { isSnapshot } from "../records/resource.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { copyDurationMs } from "./copy-progress.ts";
import { is4kCapable } from "./disk-performance.ts";
import { limits } from "./limits.ts";

export function isHydrating({ hydration }: Disk, nowMs: number): boolean {
  return hydration !== undefined && nowMs < hydration.startedAtMs + hydration.durationMs;
}

/** 0 to 100; undefined for disks that never filled. */
export function hydrationPercent({ hydration }: Disk, nowMs: number): number | undefined {
  if (hydration === undefined) return undefined;
  const share = hydration.durationMs === 0 ? 1 : Math.max(0, nowMs - hydration.startedAtMs) / hydration.durationMs;
  return Math.floor(Math.min(1, share) * 10_000) / 100;
}

interface HydrationStart {
  sku: DiskSku;
  subscriptionId: string;
  atMs: number;
  /** The snapshot is in its instant access window. */
  isInstant: boolean;
}

/** What a disk of this type made from the snapshot begins with; refused over the limits. */
export function startHydration(records: Records, source: Snapshot, start: HydrationStart): Disk["hydration"] {
  const { sku, atMs, isInstant } = start;
  if (!is4kCapable(sku)) return undefined;
  assertMayHydrate(records, source, start);
  const totalBytes = records.pages.allocatedBytes(source.imageId);
  return { startedAtMs: atMs, durationMs: copyDurationMs(totalBytes), isFromInstantAccess: isInstant };
}

function assertMayHydrate(records: ReadableRecords, source: Snapshot, { subscriptionId, atMs, isInstant }: HydrationStart): void {
  const filling = [...records.liveIn(subscriptionId)].filter(
    (resource): resource is Disk => !isSnapshot(resource) && isHydrating(resource, atMs),
  );
  if (filling.length >= limits.hydrationsPerSubscription) {
    throw operationNotAllowed(
      `Subscription ${subscriptionId} already has ${limits.hydrationsPerSubscription} background copies into disks in progress.`,
    );
  }
  const ofSnapshot = filling.filter((disk) => disk.creationData.sourceUniqueId === source.uniqueId);
  if (!isInstant && ofSnapshot.length >= limits.hydrationsPerSnapshot) {
    throw operationNotAllowed(
      `${limits.hydrationsPerSnapshot} disks are being created from snapshot ${source.name} already. Wait until completionPercent of one of them is 100.`,
    );
  }
  if (!isInstant) return;
  const family = new Set(records.familyOf(source).map((member) => member.uniqueId));
  const instant = filling.filter((disk) => disk.hydration?.isFromInstantAccess && family.has(disk.creationData.sourceUniqueId ?? ""));
  if (instant.length >= limits.instantRestoresPerDisk) {
    throw operationNotAllowed(
      `${limits.instantRestoresPerDisk} disks are being created from instant access snapshots of the disk of ${source.name} already.`,
    );
  }
}
