// CopyStart: copying an incremental snapshot into another region.

import { AzureError, invalidParameter, operationNotAllowed } from "../../errors.ts";
import { newGuid } from "../../ids.ts";
import type { CreationData } from "../records/managed-resource.ts";
import type { ReadableRecords, Records } from "../records/records.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { CopyError } from "./copy-progress.ts";
import { copyDurationMs } from "./copy-progress.ts";
import { assertMayAddToFamily, limits } from "./limits.ts";
import { assertKnownRegion } from "./regions.ts";
import { assertCopyComplete } from "./resource-rules.ts";
import type { SnapshotSettings } from "./snapshot-settings.ts";
import { frozenCopy, inheritedFrom, sectorSizeOf, settingsOf, skuFor } from "./snapshot-settings.ts";
import { recomputeStored } from "./stored-bytes.ts";

export interface StartCopyInput extends SnapshotSettings {
  source: Snapshot;
  location: string;
  /** Default: by the bytes to carry. */
  durationMs?: number;
  holdAtPercent?: number;
  failWith?: CopyError;
  provisionedBandwidthCopySpeed?: CreationData["provisionedBandwidthCopySpeed"];
}

export function startCopy(records: Records, input: StartCopyInput): Snapshot {
  const { source, group, location } = input;
  const atMs = input.atMs ?? records.clock.nowMs();
  const chain = assertMayCopy(records, input);
  const members = records.familyMembers(chain.familyId);
  assertMayAddToFamily(members, source.name, atMs);
  const previous = members.findLast((member) => member.deletedAtMs === undefined && member.copyCompletionError === undefined);
  const imageId = frozenCopy(records, source.imageId);
  const totalBytes = previous === undefined ? records.pages.allocatedBytes(imageId) : records.pages.writtenBytes(previous.imageId, imageId);
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
    timeCreated: records.ticksAt(input.atMs),
    imageId,
    sku: skuFor({ wanted: input.sku, incremental: true, location, previous }),
    incremental: true,
    incrementalSnapshotFamilyId: chain.familyId,
    copiedFromFamilyId: chain.sourceFamilyId,
    completionPercent: 0,
    copy: { startedAtMs: atMs, durationMs: input.durationMs ?? copyDurationMs(totalBytes), totalBytes, holdAtPercent, failWith },
    storedHistory: [],
  };
  records.add("snapshot", snapshot);
  recomputeStored(records, snapshot, atMs);
  return snapshot;
}

/** The family the copy will join, when nothing forbids the copy. */
function assertMayCopy(records: ReadableRecords, { source, group, location }: StartCopyInput) {
  assertKnownRegion(location, "Microsoft.Compute/snapshots");
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
  const running = [...records.runningCopies()].filter(
    (copy) => copy.creationData.createOption === "CopyStart" && copy.location === location,
  );
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
  const familyId = records.familyOfCopies(sourceFamilyId, { location, subscriptionId: group.subscriptionId }) ?? newGuid();
  assertInOrder(records, source, familyId);
  return { sourceFamilyId, familyId };
}

function assertInOrder(records: ReadableRecords, source: Snapshot, familyId: string): void {
  for (const copied of records.familyMembers(familyId)) {
    if (copied.deletedAtMs !== undefined || copied.copyCompletionError !== undefined) continue;
    const from = records.snapshots.get(copied.creationData.sourceUniqueId ?? "");
    if (from === undefined || from.timeCreated < source.timeCreated) continue;
    if (from === source)
      throw operationNotAllowed(`Snapshot ${source.name} has been copied to ${copied.location} already, as ${copied.name}.`);
    throw operationNotAllowed(
      `Snapshot ${source.name} cannot be copied because ${from.name}, which is not older, has been copied to ${copied.location} already. Incremental snapshots must be copied in the order of their creation.`,
    );
  }
}
