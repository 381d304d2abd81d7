// Copying a snapshot to another region with CopyStart: what moves, what it costs, and why not. Azure sends only what the
// newest earlier copy in that region lacks; the source must stay until the copy is complete.

import { type ChainPlace, placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, isAccessRestricted, normaliseRegion, regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName, nameProblem } from "#lib/domain/inventory/resource-name.ts";
import { redundancyOf } from "#lib/domain/inventory/snapshot-sku.ts";
import { markProblems, tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { type CopyQuestion, canCopyTo, copyProblems, MAX_COPIES_PER_REGION, MAX_SNAPSHOTS_PER_CHAIN } from "#lib/domain/plans/copy-rule.ts";
import { gibCost } from "#lib/domain/plans/gib-cost.ts";
import { type AskedPrice, whyNoPrice } from "#lib/domain/plans/missing-price.ts";
import type { Choice, Plan, PlanCost, PlanProblem } from "#lib/domain/plans/plan.ts";
import { type DeltasByUniqueId, type TransferSize, transferSize } from "#lib/domain/sizes/transfer-size.ts";
import type { CopyRequest } from "./request.ts";
import { copySeries, type SeriesAmount } from "./series.ts";
import { copySteps } from "./words.ts";

export interface CopyPlanInput extends CopyQuestion, Pick<CopyRequest, "targetResourceGroup" | "targetName" | "sku"> {
  /** A snapshot of that name is in the target group already. */
  nameTaken?: boolean;
  deltas: DeltasByUniqueId;
  /** Price of moving a GiB between the two regions; null when unknown. */
  egressUsdPerGib: string | null;
  /** Price of keeping a GiB for a month in the target, as a decimal string. */
  storage: AskedPrice<string>;
}

export function planCopy(input: CopyPlanInput): Plan {
  const { snapshot, chain, targetRegion } = input;
  const place = placeOf(snapshot, chain, targetRegion);
  const transfer = transferSize(chain.snapshots, place.index, place.newestCopiedIndex, input.deltas);
  const problems = [...copyProblems(input, place), ...markProblems(snapshot), ...requestProblems(input)];
  const region = regionLabel(targetRegion);
  const series = place.ownCopy ? undefined : copySeries({ ...input, place, costs: (amount) => copyCosts(input, amount) });
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
    ...(series ? { series } : {}),
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
      tags: tagWords(snapshot.tags),
    }),
  };
}

function copyCosts({ snapshot, targetRegion, sku, egressUsdPerGib, storage }: CopyPlanInput, amount: SeriesAmount): PlanCost[] {
  const region = regionLabel(targetRegion);
  const route = `${regionLabel(snapshot.location)} to ${region}`;
  return [
    gibCost({
      ...amount,
      title: `Transfer to ${region}`,
      per: "once",
      usdPerGib: egressUsdPerGib,
      noPrice: `What Azure bills from ${route} is not known here: it is for routes within Europe and within North America.`,
    }),
    gibCost({
      ...amount,
      title: `Storage in ${region}`,
      per: "month",
      usdPerGib: "price" in storage ? storage.price : null,
      noPrice: "missing" in storage ? whyNoPrice(storage.missing, `snapshots on ${redundancyOf(sku)} storage in ${region}`) : "",
    }),
  ];
}

/** Regions a form may offer. Recommended: where the chain's copies already are, else the paired region. */
export function copyRegionChoices(snapshot: Snapshot, chain: Chain, regions: readonly string[]): Choice[] {
  const used = chain.copies.at(-1)?.region;
  const pair = findRegion(snapshot.location)?.pair;
  const best = used ?? (pair !== undefined && !isAccessRestricted(pair) ? pair : undefined);
  return regions.map((region) => {
    const { possible, reason } = canCopyTo({ snapshot, chain, targetRegion: region });
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
