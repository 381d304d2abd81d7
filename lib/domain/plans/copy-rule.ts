// Whether Azure takes a snapshot for CopyStart. The rules are Azure's (learn.microsoft.com, "Copy an incremental snapshot
// to a new region"): incremental snapshots only, in the order they were made, one at a time per disk, 100 at once per
// subscription and region. Lists and buttons ask here too; what a copy moves and costs is its plan's.

import { type ChainPlace, placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess, notReadyReason, snapshotState, unknownStateOf } from "#lib/domain/inventory/snapshot-state.ts";
import { closedProblems } from "./closed-subscription.ts";
import type { PlanProblem } from "./plan.ts";

export const MAX_COPIES_PER_REGION = 100;
export const MAX_SNAPSHOTS_PER_CHAIN = 500;

export interface CopyQuestion {
  snapshot: Snapshot;
  /** The chain of the snapshot; chain.copies tells of copies in all regions. */
  chain: Chain;
  targetRegion: string;
  /** Absent: the snapshot's. */
  targetSubscriptionId?: string | undefined;
  /** Copies under way into the target region, of all disks of the subscription. */
  activeCopiesInTarget?: number;
}

/** Whether the snapshot can be copied to that region at all, whatever the names: for lists and buttons. */
export function canCopyTo(question: CopyQuestion): { possible: boolean; reason?: string } {
  const { snapshot, chain, targetRegion, targetSubscriptionId } = question;
  const [problem] = copyProblems(question, placeOf(snapshot, chain, targetRegion, targetSubscriptionId));
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

/** Whether any other region could take it. */
export function canCopy(snapshot: Snapshot, chain: Pick<Chain, "closed">): { possible: boolean; reason?: string } {
  const [problem] = sourceProblems(snapshot, chain);
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

/** What Azure forbids, the most telling reason first. */
export function copyProblems(input: CopyQuestion, place: ChainPlace): PlanProblem[] {
  const { snapshot, chain, targetRegion } = input;
  const region = regionLabel(targetRegion);
  const problems = sourceProblems(snapshot, chain);
  const field = "targetRegion";
  if (sameRegion(snapshot.location, targetRegion)) {
    problems.push({ field, rule: "same-region", message: `${snapshot.name} is in ${region} already. Choose another region.` });
    return problems;
  }
  if (place.ownCopy) {
    const running = snapshotState(place.ownCopy) === "copying";
    const unknown = unknownStateOf(place.ownCopy);
    problems.push({
      field,
      rule: "already-copied",
      message: `${place.ownCopy.name} ${running ? "is already being made from it" : "is its copy"} in ${region}${unknown === undefined ? "" : `, in a state that is not known here (${unknown})`}.`,
    });
  } else if (place.newestCopiedIndex !== undefined && place.newestCopiedIndex > place.index) {
    const newer = chain.snapshots[place.newestCopiedIndex]?.name ?? "a newer one";
    problems.push({
      field,
      rule: "copy-order",
      message: `${newer}, which is newer, is in ${region} already. Azure copies in the order of creation, so an older one can no longer follow.`,
    });
  }
  if (place.copiesHere.length >= MAX_SNAPSHOTS_PER_CHAIN) {
    problems.push({
      field,
      rule: "chain-limit",
      message: `${region} has ${MAX_SNAPSHOTS_PER_CHAIN} snapshots of this chain, the most Azure allows. Delete some first.`,
    });
  }
  return problems;
}

/** What Azure does not take yet and passes by itself: it is waited for. As a sentence; undefined: nothing. */
export function copyWait(
  { activeCopiesInTarget = 0, targetRegion }: Omit<CopyQuestion, "snapshot" | "chain">,
  place: ChainPlace,
): string | undefined {
  const other = place.running.find((copy) => copy !== place.ownCopy);
  if (other) {
    const percent = Math.floor(other.completionPercent ?? 0);
    return `Azure is copying another snapshot of this disk to ${regionLabel(other.location)} (${percent} %), and copies one of a disk at a time.`;
  }
  if (activeCopiesInTarget < MAX_COPIES_PER_REGION) return undefined;
  return `${MAX_COPIES_PER_REGION} copies into ${regionLabel(targetRegion)} are under way in this subscription, and Azure takes no more at once.`;
}

/** What speaks against any copy of it. */
function sourceProblems(snapshot: Snapshot, chain: Pick<Chain, "closed">): PlanProblem[] {
  if (!snapshot.incremental) {
    const instead =
      snapshot.sku === "Premium_LRS" ? " To create machines elsewhere from it, an image in a compute gallery is the better tool." : "";
    return [
      {
        field: "snapshotId",
        rule: "not-incremental",
        message: `${snapshot.name} is a full snapshot; Azure copies only incremental ones.${instead}`,
      },
    ];
  }
  const closed = closedProblems(chain, "snapshotId");
  if (closed.length > 0) return closed;
  if (isInstantAccess(snapshot)) {
    return [
      {
        field: "snapshotId",
        rule: "instant-access",
        message: `${snapshot.name} is an instant access snapshot; it can be copied once its background copy has finished.`,
      },
    ];
  }
  const notReady = notReadyReason(snapshot);
  if (notReady) return [{ field: "snapshotId", rule: "not-ready", message: notReady }];
  if (snapshot.timeCreated === undefined) {
    const message = `Azure does not say when ${snapshot.name} was made, and copies only in the order of creation.`;
    return [{ field: "snapshotId", rule: "unknown-time", message }];
  }
  if (snapshot.diskSizeBytes === undefined) {
    const message = `Azure does not say how large ${snapshot.name} is, so a copy could not be told from another thing.`;
    return [{ field: "snapshotId", rule: "unknown-size", message }];
  }
  return [];
}
