// Background copies: CopyStart into another region, and the hydration of Premium SSD v2 and Ultra snapshots.
//
//   running ──clock passes──▶ done (completionPercent 100, copy.endedAtMs set)
//      │ └─ holdAtPercent: stands still there until released
//      └─ failWith: stops at failAtPercent with copyCompletionError, held below it not before it is released
//
// Progress is a function of the clock, so it goes on over a restart; settleCopies turns what has ended into facts.

import { AzureError, invalidParameter, operationNotAllowed } from "../errors.ts";
import { unknownLocation } from "./disks.ts";
import { newGuid } from "./ids.ts";
import { assertMayAddToFamily, limits } from "./limits.ts";
import { findRegion } from "./regions.ts";
import { assertCopyComplete, isCopying } from "./resource-rules.ts";
import type { SnapshotSettings } from "./snapshots.ts";
import { copyDurationMs, frozenCopy, inheritedFrom, recomputeStored, sectorSizeOf, settingsOf, skuFor } from "./snapshots.ts";
import type { CreationData, Snapshot } from "./types.ts";
import type { World } from "./world.ts";

export interface StartCopyInput extends SnapshotSettings {
  source: Snapshot;
  location: string;
  /** Default: by the bytes to carry. */
  durationMs?: number;
  holdAtPercent?: number;
  failWith?: CopyError;
  provisionedBandwidthCopySpeed?: CreationData["provisionedBandwidthCopySpeed"];
}

export interface CopyError {
  errorCode: string;
  errorMessage: string;
}

export const copySourceNotFound: CopyError = {
  errorCode: "CopySourceNotFound",
  errorMessage: "The source snapshot was deleted before the copy of its data was complete.",
};

export function startCopy(world: World, input: StartCopyInput): Snapshot {
  const { source, group, location } = input;
  const atMs = input.atMs ?? world.clock.nowMs();
  const chain = assertMayCopy(world, input);
  const members = world.familyMembers(chain.familyId);
  assertMayAddToFamily(members, source.name, atMs);
  const previous = members.findLast((member) => member.deletedAtMs === undefined && member.copyCompletionError === undefined);
  const imageId = frozenCopy(world, source.imageId);
  const totalBytes = previous === undefined ? world.pages.allocatedBytes(imageId) : world.pages.writtenBytes(previous.imageId, imageId);
  const { holdAtPercent, failWith, provisionedBandwidthCopySpeed } = input;
  const snapshot: Snapshot = {
    ...inheritedFrom(source, input),
    ...settingsOf(input, group),
    creationData: {
      createOption: "CopyStart",
      sourceResourceId: source.id,
      sourceUniqueId: source.uniqueId,
      ...sectorSizeOf(source),
      ...(provisionedBandwidthCopySpeed === undefined ? {} : { provisionedBandwidthCopySpeed }),
    },
    location,
    timeCreated: world.ticksAt(input.atMs),
    imageId,
    sku: skuFor({ wanted: input.sku, incremental: true, location, previous }),
    incremental: true,
    incrementalSnapshotFamilyId: chain.familyId,
    copiedFromFamilyId: chain.sourceFamilyId,
    completionPercent: 0,
    copy: { startedAtMs: atMs, durationMs: input.durationMs ?? copyDurationMs(totalBytes), totalBytes, holdAtPercent, failWith },
    storedHistory: [],
  };
  world.add("snapshot", snapshot);
  recomputeStored(world, snapshot, atMs);
  return snapshot;
}

/** The family the copy will join, when nothing forbids the copy. */
function assertMayCopy(world: World, { source, group, location }: StartCopyInput) {
  if (findRegion(location) === undefined) throw unknownLocation(location, "Microsoft.Compute/snapshots");
  const sourceFamilyId = source.incrementalSnapshotFamilyId;
  if (!source.incremental || sourceFamilyId === undefined) {
    throw new AzureError(400, "BadRequest", "CreateOption.CopyStart is only supported for an incremental snapshot.");
  }
  if (source.location === location) {
    throw invalidParameter(
      "creationData.createOption",
      `CopyStart needs a source in another region than ${location}. Use createOption Copy within a region.`,
    );
  }
  assertCopyComplete(source, "copy");
  const running = [...world.runningCopies()].filter((copy) => copy.creationData.createOption === "CopyStart" && copy.location === location);
  if (running.filter((copy) => copy.subscriptionId === group.subscriptionId).length >= limits.copiesPerRegion) {
    throw operationNotAllowed(
      `Subscription ${group.subscriptionId} already has ${limits.copiesPerRegion} snapshot copies in progress in ${location}.`,
    );
  }
  const other = running.find((copy) => copy.copiedFromFamilyId === sourceFamilyId);
  if (other !== undefined) {
    throw operationNotAllowed(
      `Snapshot ${other.name} of the same disk is being copied to ${location}. Only one incremental snapshot of a disk can be copied to a region at a time.`,
    );
  }
  const familyId = world.familyOfCopies(sourceFamilyId, { location, subscriptionId: group.subscriptionId }) ?? newGuid();
  assertInOrder(world, source, familyId);
  return { sourceFamilyId, familyId };
}

function assertInOrder(world: World, source: Snapshot, familyId: string): void {
  for (const copied of world.familyMembers(familyId)) {
    if (copied.deletedAtMs !== undefined || copied.copyCompletionError !== undefined) continue;
    const from = world.snapshots.get(copied.creationData.sourceUniqueId ?? "");
    if (from === undefined || from.timeCreated < source.timeCreated) continue;
    if (from === source)
      throw operationNotAllowed(`Snapshot ${source.name} has been copied to ${copied.location} already, as ${copied.name}.`);
    throw operationNotAllowed(
      `Snapshot ${source.name} cannot be copied because ${from.name}, which is not older, has been copied to ${copied.location} already. Incremental snapshots must be copied in the order of their creation.`,
    );
  }
}

/** 0 to 100 at this time of the clock. */
export function completionPercent(snapshot: Snapshot, nowMs: number): number | undefined {
  const { copy } = snapshot;
  if (copy === undefined || !isCopying(snapshot)) return snapshot.completionPercent;
  const elapsed = Math.max(0, nowMs - copy.startedAtMs);
  const percent = copy.durationMs === 0 ? 100 : Math.min(100, (elapsed / copy.durationMs) * 100);
  return Math.floor(Math.min(percent, ceilingPercent(copy)) * 100) / 100;
}

type Copy = NonNullable<Snapshot["copy"]>;

function ceilingPercent(copy: Copy): number {
  return Math.min(copy.holdAtPercent ?? 100, failPercent(copy) ?? 100);
}

/** undefined: it will not fail. */
function failPercent({ failWith, failAtPercent = 50 }: Copy): number | undefined {
  return failWith === undefined ? undefined : failAtPercent;
}

export function settleCopies(world: World, running: Iterable<Snapshot>): void {
  const nowMs = world.clock.nowMs();
  for (const snapshot of [...running]) {
    const { copy } = snapshot;
    const percent = completionPercent(snapshot, nowMs);
    if (copy === undefined || percent === undefined || percent < ceilingPercent(copy)) continue;
    const endedAtMs = copy.startedAtMs + (copy.durationMs * percent) / 100;
    const fails = failPercent(copy);
    if (fails !== undefined && copy.failWith !== undefined && percent >= fails)
      failCopy(world, snapshot, { percent, endedAtMs, error: copy.failWith });
    else if (percent >= 100) endCopy(world, snapshot, { percent, endedAtMs });
  }
}

interface CopyEnd {
  percent: number;
  endedAtMs: number;
}

function failCopy(world: World, snapshot: Snapshot, { error, ...end }: CopyEnd & { error: CopyError }): void {
  const next = world.nextOf(snapshot);
  snapshot.copyCompletionError = error;
  if (snapshot.copy !== undefined) snapshot.copy.holdAtPercent = end.percent;
  endCopy(world, snapshot, end);
  if (next !== undefined) recomputeStored(world, next, Math.max(end.endedAtMs, next.storedHistory.at(-1)?.atMs ?? 0));
}

function endCopy(world: World, snapshot: Snapshot, { percent, endedAtMs }: CopyEnd): void {
  if (snapshot.copy !== undefined) snapshot.copy.endedAtMs = endedAtMs;
  snapshot.completionPercent = percent;
  recomputeStored(world, snapshot, endedAtMs);
  world.copyEnded(snapshot);
  world.touch("snapshot", snapshot);
}

/** The source of running copies is gone: they stop where they are. */
export function failCopiesOf(world: World, source: Snapshot, running: Iterable<Snapshot>, atMs: number): void {
  for (const copy of [...running]) {
    if (copy.creationData.createOption !== "CopyStart" || copy.creationData.sourceUniqueId !== source.uniqueId) continue;
    failCopy(world, copy, { percent: completionPercent(copy, atMs) ?? 0, endedAtMs: atMs, error: copySourceNotFound });
  }
}

const sourceDiskGrew: CopyError = {
  errorCode: "SourceDiskResized",
  errorMessage: "The source disk was resized before the background copy of the snapshot's data was complete.",
};

/** The disk has grown: its snapshots that are still being copied fail. */
export function failBackgroundCopiesOf(world: World, diskUniqueId: string, running: Iterable<Snapshot>): void {
  const nowMs = world.clock.nowMs();
  for (const copy of [...running]) {
    if (copy.creationData.createOption !== "Copy" || copy.creationData.sourceUniqueId !== diskUniqueId) continue;
    failCopy(world, copy, { percent: completionPercent(copy, nowMs) ?? 0, endedAtMs: nowMs, error: sourceDiskGrew });
  }
}

/** Stands still at percent (now, or when it gets there), until releaseCopy. */
export function holdCopy(world: World, snapshot: Snapshot, percent: number): void {
  const copy = assertRunning(snapshot);
  copy.holdAtPercent = Math.max(percent, completionPercent(snapshot, world.clock.nowMs()) ?? 0);
  world.touch("snapshot", snapshot);
}

/** Goes on from where it stands. */
export function releaseCopy(world: World, snapshot: Snapshot): void {
  const copy = assertRunning(snapshot);
  const nowMs = world.clock.nowMs();
  const percent = completionPercent(snapshot, nowMs) ?? 0;
  copy.startedAtMs = nowMs - (percent / 100) * copy.durationMs;
  delete copy.holdAtPercent;
  world.touch("snapshot", snapshot);
}

export function failCopyAt(world: World, snapshot: Snapshot, percent: number, error: CopyError): void {
  const copy = assertRunning(snapshot);
  copy.failAtPercent = Math.max(percent, completionPercent(snapshot, world.clock.nowMs()) ?? 0);
  copy.failWith = error;
  world.touch("snapshot", snapshot);
  world.settle();
}

function assertRunning(snapshot: Snapshot): Copy {
  if (snapshot.copy === undefined || !isCopying(snapshot)) throw operationNotAllowed(`Snapshot ${snapshot.name} has no copy in progress.`);
  return snapshot.copy;
}
