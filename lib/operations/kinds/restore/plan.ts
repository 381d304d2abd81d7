// Restoring a snapshot to a new disk. Azure's rules: the disk is made in the snapshot's region, is never smaller than
// the snapshot, and from a 4K-sector snapshot only Premium SSD v2 or Ultra can be made; those two live in a zone. The
// disk can be attached at once, while Azure fills it in the background.

import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { type DiskPrice, diskMeter } from "#lib/domain/costs/disk-price.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { DISK_SKUS, diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName, nameProblem } from "#lib/domain/inventory/resource-name.ts";
import { isInstantAccess } from "#lib/domain/inventory/snapshot-state.ts";
import { markProblems, tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { type AskedPrice, whyNoPrice } from "#lib/domain/plans/missing-price.ts";
import type { Plan, PlanCost, PlanProblem } from "#lib/domain/plans/plan.ts";
import { restoreProblems } from "#lib/domain/plans/restore-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { allocatedSize, type DeltasByUniqueId } from "#lib/domain/sizes/transfer-size.ts";
import { minSizeGib } from "./min-size.ts";
import { ZONES } from "./request.ts";
import { skuProblem } from "./sku-choice.ts";
import { restoreSteps } from "./words.ts";

export interface RestorePlanInput {
  snapshot: Snapshot;
  chain: Chain;
  targetResourceGroup: string;
  diskName: string;
  sku: string;
  sizeGib: number;
  zone?: string;
  /** A disk of that name is in the target group already. */
  nameTaken?: boolean;
  deltas: DeltasByUniqueId;
  /** Of the new disk. */
  diskPrice: AskedPrice<DiskPrice>;
}

export function planRestore(input: RestorePlanInput): Plan {
  const { snapshot, chain, diskName, sku, sizeGib } = input;
  const region = regionLabel(snapshot.location);
  const index = chain.snapshots.findIndex((member) => resourceKey(member.id) === resourceKey(snapshot.id));
  const data = allocatedSize(chain.snapshots, index, input.deltas);
  const isInstant = isInstantAccess(snapshot);
  const problems = [...restoreProblems(snapshot, chain), ...markProblems(snapshot), ...skuProblems(input), ...requestProblems(input)];
  return {
    kind: "restore",
    possible: problems.length === 0,
    problems,
    summary: `Create the disk ${diskName} (${diskSkuLabel(sku)}, ${sizeGib} GiB) in ${region} from ${snapshot.name}.`,
    steps: [
      {
        title: restoreSteps.check,
        detail: `${snapshot.name} must still be there, and ${isInstant ? "in its window of instant access, or complete" : "complete"}.`,
      },
      {
        title: restoreSteps.create,
        detail: `${diskName}, a new disk in ${input.targetResourceGroup}, ${region}${input.zone ? `, zone ${input.zone}` : ""}. No existing disk is touched.${tellTags(snapshot.tags)}`,
      },
      {
        title: restoreSteps.confirm,
        detail:
          "It can be attached to a machine at once. Azure fills it in the background: until that is done, first reads of a block are slower, and for most disk types Azure does not say when it is.",
      },
    ],
    transferBytes: data.bytes,
    transferBasis: data.bytes === null ? data.basis : `${data.basis} Azure moves it inside ${region}, where no bandwidth is billed.`,
    costs: [
      diskCost(input),
      ...(isInstant ? [{ title: "Restore with instant access", usd: null, per: "once" as const, formula: INSTANT_FEE }] : []),
    ],
    limits: [{ title: "Size of the disk in GiB", used: sizeGib, max: findDiskSku(sku)?.maxGib ?? sizeGib }],
    warnings: warnings(input),
    cli: azCommand(["disk", "create"], {
      "resource-group": input.targetResourceGroup,
      name: diskName,
      location: normaliseRegion(snapshot.location),
      source: snapshot.id,
      sku,
      "size-gb": String(sizeGib),
      zone: input.zone,
      tags: tagWords(snapshot.tags),
    }),
  };
}

/** Months of the price list have 730 hours. */
const HOURS_PER_MONTH = 730;

function diskCost({ snapshot, sku, sizeGib, diskPrice }: RestorePlanInput): PlanCost {
  const rule = "A disk is billed by its provisioned size, whatever is stored on it.";
  const cost = { title: `${diskSkuLabel(sku)}, ${sizeGib} GiB`, per: "month" as const };
  if ("missing" in diskPrice) {
    const what = `${diskMeter(sku, sizeGib)?.meterName ?? cost.title} in ${regionLabel(snapshot.location)}`;
    return { ...cost, usd: null, formula: `${whyNoPrice(diskPrice.missing, what)} ${rule}` };
  }
  const { meter, usd, effectiveDate } = diskPrice.price;
  const source = `public price list, valid from ${effectiveDate.slice(0, 10)}`;
  if (meter.per === "month") return { ...cost, usd, formula: `${meter.meterName}, ${source}. ${rule}` };
  const perMonth = new ExactDecimal(usd).times(sizeGib).times(HOURS_PER_MONTH).toString();
  return { ...cost, usd: perMonth, formula: `${sizeGib} GiB × ${HOURS_PER_MONTH} hours × $${usd}, ${meter.meterName}, ${source}. ${rule}` };
}

const INSTANT_FEE = "Azure bills each restore from an instant access snapshot once, by the provisioned size of the disk.";

/** What speaks against a disk of that type and size from this snapshot, whatever else is asked for. */
export function sourceProblems(snapshot: Snapshot, { sku, sizeGib }: Pick<RestorePlanInput, "sku" | "sizeGib">): PlanProblem[] {
  const type = findDiskSku(sku);
  const unfit = type && skuProblem(snapshot, type);
  return [
    ...restoreProblems(snapshot, {}),
    ...(unfit ? [{ field: "sku", rule: "sku", message: unfit }] : []),
    ...tooLargeProblems(snapshot, sizeGib),
  ];
}

/** In its window a disk is exactly as large as the snapshot. */
function tooLargeProblems(snapshot: Snapshot, sizeGib: number): PlanProblem[] {
  const max = maxSizeGib(snapshot);
  if (max === undefined || sizeGib <= max) return [];
  const message = `A disk from ${snapshot.name} has ${max} GiB as long as it is an instant access snapshot whose background copy runs; ${sizeGib} was given.`;
  return [{ field: "sizeGib", rule: "size", message }];
}

/** undefined: only the disk's type says. */
export function maxSizeGib(snapshot: Snapshot): number | undefined {
  return isInstantAccess(snapshot) ? minSizeGib(snapshot) : undefined;
}

export function suggestDiskName(snapshot: Snapshot, chain: Chain): string {
  return composeName(chain.sourceDiskName, `restored-${snapshot.timeCreated?.slice(0, 10).replaceAll("-", "") ?? snapshot.name}`);
}

function skuProblems({ snapshot, sku, zone }: RestorePlanInput): PlanProblem[] {
  const type = findDiskSku(sku);
  if (!type)
    return [
      { field: "sku", rule: "sku", message: `"${sku}" is no disk type. Choose one of ${DISK_SKUS.map((known) => known.sku).join(", ")}.` },
    ];
  const problems: PlanProblem[] = [];
  const unfit = skuProblem(snapshot, type);
  if (unfit) problems.push({ field: "sku", rule: "sku", message: unfit });
  const hasZones = findRegion(snapshot.location)?.hasZones;
  if (type.isZonal && !zone && hasZones !== false)
    problems.push({
      field: "zone",
      rule: "zone-needed",
      message: `${type.label} disks live in one availability zone: choose the zone of the machine that will use it.`,
    });
  if (zone && type.redundancy === "ZRS")
    problems.push({ field: "zone", rule: "zone-with-zrs", message: `${type.label} disks span all zones: choose no zone.` });
  if (zone && hasZones === false)
    problems.push({ field: "zone", rule: "no-zones", message: `${regionLabel(snapshot.location)} has no availability zones.` });
  if (zone && !ZONES.some((known) => known === zone))
    problems.push({ field: "zone", rule: "zone", message: `"${zone}" is no zone. Choose ${ZONES.join(", ")} or none.` });
  return problems;
}

function requestProblems({ snapshot, diskName, nameTaken, targetResourceGroup, sizeGib, sku }: RestorePlanInput): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const badName = nameProblem(diskName);
  if (badName) problems.push({ field: "diskName", rule: "name", message: badName });
  if (nameTaken)
    problems.push({
      field: "diskName",
      rule: "name-taken",
      message: `${targetResourceGroup} has a disk named ${diskName} already. Choose another name.`,
    });
  const min = minSizeGib(snapshot);
  const max = findDiskSku(sku)?.maxGib ?? Number.POSITIVE_INFINITY;
  if (!Number.isInteger(sizeGib) || sizeGib < min)
    problems.push({
      field: "sizeGib",
      rule: "size",
      message: `A disk from ${snapshot.name} has at least ${min} GiB; ${sizeGib} was given.`,
    });
  else if (sizeGib > max && min <= max)
    problems.push({ field: "sizeGib", rule: "size", message: `${diskSkuLabel(sku)} disks end at ${max} GiB; ${sizeGib} was given.` });
  else problems.push(...tooLargeProblems(snapshot, sizeGib));
  return problems;
}

function warnings({ snapshot, sizeGib, sku }: RestorePlanInput): string[] {
  const found: string[] = [];
  if (!snapshot.incremental && snapshot.sku === "Premium_LRS") {
    found.push(
      "To make many machines from this Premium full snapshot, an image in a compute gallery is the better tool: it is replicated and made for that.",
    );
  }
  if (isInstantAccess(snapshot))
    found.push(
      `${snapshot.name} is an instant access snapshot whose background copy runs: until that has finished it depends on its source disk, and Azure makes at most 15 disks at once from such snapshots of one disk.`,
    );
  if (snapshot.logicalSectorSize === 4096) found.push("Azure makes at most five disks at once from one 4K-sector snapshot.");
  if (snapshot.diskSizeBytes !== undefined && sizeGib * GIB_BYTES > snapshot.diskSizeBytes)
    found.push(
      `The disk is larger than the snapshot (${formatBytes(snapshot.diskSizeBytes)}): its partitions must be extended to use the rest.`,
    );
  if (snapshot.encryption.diskEncryptionSetId)
    found.push(`${snapshot.name} is encrypted with a customer-managed key; the disk needs a disk encryption set that can use it.`);
  if (findDiskSku(sku)?.isZonal && findRegion(snapshot.location) === undefined)
    found.push(`Whether ${snapshot.location} offers this disk type was not checked.`);
  return found;
}
