// Copying a snapshot to another region with CopyStart: what moves, what it costs, and why not. Azure sends only what the
// newest earlier copy in that region lacks; the source must stay until the copy is complete.

import { type ChainPlace, placeOf } from "#lib/domain/chains/copy-place.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { nameProblem } from "#lib/domain/inventory/resource-name.ts";
import { markProblems, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { type CopyQuestion, copyProblems, copyWait, MAX_COPIES_PER_REGION, MAX_SNAPSHOTS_PER_CHAIN } from "#lib/domain/plans/copy-rule.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { type DeltasByUniqueId, type TransferSize, transferSize } from "#lib/domain/sizes/transfer-size.ts";
import { type CopyPrices, copyCosts } from "#lib/operations/kinds/copy-costs.ts";
import { azCopy, placeWarnings } from "#lib/operations/kinds/copy-plan-parts.ts";
import type { CopyRequest } from "./request.ts";
import { copySteps } from "./words.ts";

export interface CopyPlanInput extends CopyQuestion, CopyPrices, Pick<CopyRequest, "targetResourceGroup" | "targetName" | "sku" | "speed"> {
  /** A snapshot of that name is in the target group already. */
  nameTaken?: boolean;
  deltas: DeltasByUniqueId;
  /** Of the copies asked for here, a sentence; undefined: none is before it. */
  queuedBehind?: string | undefined;
}

export function planCopy(input: CopyPlanInput): Plan {
  const { snapshot, chain, targetRegion } = input;
  const place = placeOf(snapshot, chain, targetRegion, input.targetSubscriptionId);
  const waits = input.queuedBehind ?? copyWait(input, place);
  const transfer = transferSize(chain.snapshots, place.index, place.newestCopiedIndex, input.deltas);
  const problems = [...copyProblems(input, place), ...markProblems(snapshot), ...requestProblems(input)];
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
        detail: `Azure creates ${input.targetName} in ${input.targetResourceGroup} and sends the data itself; no bytes pass through Snapscope.${tellTags(snapshot.tags)}`,
      },
      {
        title: copySteps.wait,
        detail: "Done when Azure reports 100 %, not when it accepts the request. Pages that were never written are not sent.",
      },
      { title: copySteps.confirm, detail: "Its size must be the source's, and Azure must report no copy error." },
    ],
    transferBytes: transfer.bytes,
    transferBasis: transfer.basis,
    costs: copyCosts(input, { bytes: transfer.bytes, ...(transfer.exact ? {} : { bound: "at-most" }) }),
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
    ...(waits === undefined ? {} : { waits }),
    cli: azCopy(input, snapshot, input.targetName),
  };
}

function requestProblems(input: CopyPlanInput): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const badName = nameProblem(input.targetName);
  if (badName) problems.push({ field: "targetName", rule: "name", message: badName });
  if (input.nameTaken)
    problems.push({
      field: "targetName",
      rule: "name-taken",
      message: `${input.targetResourceGroup} has a snapshot named ${input.targetName} already. Choose another name.`,
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
  const { snapshot, targetRegion } = input;
  const region = regionLabel(targetRegion);
  const found = [`Keep ${snapshot.name} until the copy is complete: deleting the source makes the copy fail.`];
  if (place.missingEarlier > 0 && !place.ownCopy) {
    const [ones, stay] =
      place.missingEarlier === 1
        ? ["1 earlier snapshot has", "it stays missing"]
        : [`${place.missingEarlier} earlier snapshots have`, "they stay missing"];
    found.push(`${ones} no copy in ${region}; once ${snapshot.name} is there, ${stay}, because Azure copies in the order of creation.`);
  }
  found.push(...placeWarnings(input, snapshot));
  if (!findRegion(targetRegion))
    found.push(`Snapscope knows nothing of the region "${targetRegion}"; whether it has zones was not checked.`);
  if (place.ownFailedCopy)
    found.push(
      `An earlier copy, ${place.ownFailedCopy.name}, failed and is still there: "Delete it and copy again" in its panel does both in one step.`,
    );
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
