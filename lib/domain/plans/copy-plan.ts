// Copying a snapshot to another region with CopyStart: whether Azure allows it, what moves, what it costs. The rules
// are Azure's (learn.microsoft.com, "Copy an incremental snapshot to a new region"): incremental snapshots only, in
// the order they were made, one at a time per disk, 100 at once per subscription and region, and the source must
// stay until the copy is complete. Azure sends only what the newest earlier copy in that region lacks.

import { type ChainPlace, placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, isAccessRestricted, normaliseRegion, regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName, nameProblem } from "#lib/domain/inventory/resource-name.ts";
import type { CopySku } from "#lib/domain/inventory/snapshot-sku.ts";
import { notReadyReason, snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { copySteps } from "#lib/domain/operations/operation-steps.ts";
import { type DeltasByUniqueId, type TransferSize, transferSize } from "#lib/domain/sizes/transfer-size.ts";
import { azCommand } from "./az-command.ts";
import { type Choice, gibCost, keptTags, type Plan, type PlanProblem } from "./plan.ts";

export const MAX_COPIES_PER_REGION = 100;
export const MAX_SNAPSHOTS_PER_CHAIN = 500;

export interface CopyPlanInput {
  snapshot: Snapshot;
  /** The chain of the snapshot; chain.copies tells of copies in all regions. */
  chain: Chain;
  targetRegion: string;
  targetResourceGroup: string;
  targetName: string;
  sku: CopySku;
  /** A snapshot of that name is in the target group already. */
  nameTaken?: boolean;
  /** Copies under way into the target region, of all disks of the subscription. */
  activeCopiesInTarget?: number;
  deltas: DeltasByUniqueId;
  /** Price of moving a GiB between the two regions; null when unknown. */
  egressUsdPerGib: string | null;
  /** Price of keeping a GiB for a month in the target; null when unknown. */
  storageUsdPerGibMonth?: string | null;
}

export function planCopy(input: CopyPlanInput): Plan {
  const { snapshot, chain, targetRegion } = input;
  const place = placeOf(snapshot, chain, targetRegion);
  const transfer = transferSize(chain.snapshots, place.index, place.newestCopiedIndex, input.deltas);
  const problems = [...ruleProblems(input, place), ...requestProblems(input)];
  const region = regionLabel(targetRegion);
  return {
    kind: "copy",
    possible: problems.length === 0,
    problems,
    summary: `Copy ${snapshot.name} from ${regionLabel(snapshot.location)} to ${region} as ${input.targetName}: ${sizeText(transfer)}.`,
    steps: [
      { title: copySteps.check, detail: `${snapshot.name} must still be there, complete and incremental.` },
      {
        title: copySteps.start,
        detail: `Azure creates ${input.targetName} in ${input.targetResourceGroup} and sends the data itself; no bytes pass through Snapscope.${keptTags(snapshot.tags)}`,
      },
      {
        title: copySteps.wait,
        detail: "Done when Azure reports 100 %, not when it accepts the request. Pages that were never written are not sent.",
      },
      { title: copySteps.confirm, detail: "Its size must be the source's, and Azure must report no copy error." },
    ],
    transferBytes: transfer.bytes,
    transferBasis: transfer.basis,
    costs: [
      gibCost(`Transfer to ${region}`, "once", transfer.bytes, input.egressUsdPerGib),
      gibCost(`Storage in ${region}`, "month", transfer.bytes, input.storageUsdPerGibMonth ?? null),
    ],
    limits: [
      {
        title: `Copies under way into ${region}`,
        used: input.activeCopiesInTarget ?? place.runningHere.length,
        max: MAX_COPIES_PER_REGION,
      },
      { title: "Copies under way of this disk", used: place.running.length, max: 1 },
      { title: `Snapshots of this chain in ${region}`, used: place.copiesHere.length, max: MAX_SNAPSHOTS_PER_CHAIN },
    ],
    warnings: warnings(input, place, transfer),
    cli: azCommand(["snapshot", "create"], {
      "resource-group": input.targetResourceGroup,
      name: input.targetName,
      location: normaliseRegion(targetRegion),
      source: snapshot.id,
      sku: input.sku,
      incremental: "true",
      "copy-start": "true",
    }),
  };
}

/** Whether the snapshot can be copied to that region at all, whatever the names: for lists and buttons. */
export function canCopyTo(
  snapshot: Snapshot,
  chain: Chain,
  targetRegion: string,
  activeCopiesInTarget?: number,
): { possible: boolean; reason?: string } {
  const [problem] = ruleProblems({ snapshot, chain, targetRegion, activeCopiesInTarget }, placeOf(snapshot, chain, targetRegion));
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

/** Whether any other region could take it. */
export function canCopy(snapshot: Snapshot): { possible: boolean; reason?: string } {
  const [problem] = sourceProblems(snapshot);
  return problem ? { possible: false, reason: problem.message } : { possible: true };
}

/** Regions a form may offer. Recommended: where the chain's copies already are, else the paired region. */
export function copyRegionChoices(snapshot: Snapshot, chain: Chain, regions: readonly string[]): Choice[] {
  const used = chain.copies.at(-1)?.region;
  const pair = findRegion(snapshot.location)?.pair;
  const best = used ?? (pair !== undefined && !isAccessRestricted(pair) ? pair : undefined);
  return regions.map((region) => {
    const { possible, reason } = canCopyTo(snapshot, chain, region);
    return {
      value: normaliseRegion(region),
      label: regionLabel(region),
      possible,
      reason,
      recommended: possible && best !== undefined && sameRegion(region, best),
    };
  });
}

export function suggestCopyName(snapshot: Snapshot, targetRegion: string): string {
  return composeName(snapshot.name, normaliseRegion(targetRegion));
}

/** What Azure forbids, the most telling reason first. */
function ruleProblems(
  input: Pick<CopyPlanInput, "snapshot" | "chain" | "targetRegion" | "activeCopiesInTarget">,
  place: ChainPlace,
): PlanProblem[] {
  const { snapshot, chain, targetRegion } = input;
  const region = regionLabel(targetRegion);
  const problems = sourceProblems(snapshot);
  const field = "targetRegion";
  if (sameRegion(snapshot.location, targetRegion)) {
    problems.push({ field, rule: "same-region", message: `${snapshot.name} is in ${region} already. Choose another region.` });
    return problems;
  }
  if (place.ownCopy) {
    const running = snapshotState(place.ownCopy) === "copying";
    problems.push({
      field,
      rule: "already-copied",
      message: `${place.ownCopy.name} ${running ? "is already being made from it" : "is its copy"} in ${region}.`,
    });
  } else if (place.newestCopiedIndex !== undefined && place.newestCopiedIndex > place.index) {
    const newer = chain.snapshots[place.newestCopiedIndex]?.name ?? "a newer one";
    problems.push({
      field,
      rule: "copy-order",
      message: `${newer}, which is newer, is in ${region} already. Azure copies in the order of creation, so an older one can no longer follow.`,
    });
  }
  const other = place.running.find((copy) => copy !== place.ownCopy);
  if (other) {
    problems.push({
      rule: "one-copy-per-disk",
      message: `${other.name} is still being copied to ${regionLabel(other.location)} (${Math.floor(other.completionPercent ?? 0)} %). Azure copies one snapshot of a disk at a time; wait until it is done.`,
    });
  }
  if ((input.activeCopiesInTarget ?? 0) >= MAX_COPIES_PER_REGION) {
    problems.push({
      field,
      rule: "region-copy-limit",
      message: `${MAX_COPIES_PER_REGION} copies into ${region} are under way; Azure takes no more at once.`,
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

/** What speaks against any copy of it. */
function sourceProblems(snapshot: Snapshot): PlanProblem[] {
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
  const notReady = notReadyReason(snapshot);
  if (notReady) return [{ field: "snapshotId", rule: "not-ready", message: notReady }];
  if (snapshot.snapshotAccessState === "InstantAccess") {
    return [
      {
        field: "snapshotId",
        rule: "instant-access",
        message: `${snapshot.name} is an instant access snapshot; it can be copied once its background copy has finished.`,
      },
    ];
  }
  return [];
}

function requestProblems(input: CopyPlanInput): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const badName = nameProblem(input.targetName);
  if (badName) problems.push({ field: "targetName", rule: "name", message: badName });
  if (input.nameTaken)
    problems.push({
      field: "targetName",
      rule: "name-taken",
      message: `${input.targetResourceGroup} has a snapshot named ${input.targetName} already.`,
    });
  if (input.sku === "Standard_ZRS" && findRegion(input.targetRegion)?.hasZones === false) {
    problems.push({
      field: "sku",
      rule: "no-zones",
      message: `${regionLabel(input.targetRegion)} has no availability zones: choose locally redundant storage (LRS).`,
    });
  }
  return problems;
}

function warnings(input: CopyPlanInput, place: ChainPlace, transfer: TransferSize): string[] {
  const { snapshot, targetRegion, sku } = input;
  const region = regionLabel(targetRegion);
  const found = [`Keep ${snapshot.name} until the copy is complete: deleting the source makes the copy fail.`];
  if (place.missingEarlier > 0 && !place.ownCopy) {
    const [ones, stay] =
      place.missingEarlier === 1
        ? ["1 earlier snapshot has", "it stays missing"]
        : [`${place.missingEarlier} earlier snapshots have`, "they stay missing"];
    found.push(`${ones} no copy in ${region}; once ${snapshot.name} is there, ${stay}, because Azure copies in the order of creation.`);
  }
  if (sku === "Standard_LRS" && findRegion(targetRegion)?.hasZones)
    found.push(
      `${region} has availability zones. Zone-redundant storage (ZRS) is Azure's default there, costs the same and survives the loss of a zone.`,
    );
  if (!findRegion(targetRegion))
    found.push(`Snapscope knows nothing of the region "${targetRegion}"; whether it has zones was not checked.`);
  if (place.ownFailedCopy)
    found.push(`An earlier copy, ${place.ownFailedCopy.name}, failed and is still there; delete it when this one is done.`);
  if (snapshot.encryption.diskEncryptionSetId)
    found.push(
      `${snapshot.name} is encrypted with a customer-managed key: see that ${region} has a disk encryption set for the disks you will restore.`,
    );
  if (transfer.bytes === null) found.push("What moves is not known before the chain is measured; Azure may send up to all of its data.");
  return found;
}

function sizeText(transfer: TransferSize): string {
  if (transfer.bytes === null) return "the amount of data is not measured yet";
  return `${transfer.exact ? "about" : "at most"} ${formatBytes(transfer.bytes)} to send`;
}
