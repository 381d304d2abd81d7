// Restoring a snapshot to a new disk. Azure's rules: the disk is made in the snapshot's region, is never smaller than
// the snapshot, and from a 4K-sector snapshot only Premium SSD v2 or Ultra can be made; those two live in a zone. The
// disk can be attached at once, while Azure fills it in the background.

import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { DiskPrice } from "#lib/domain/costs/disk-price.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import { isInstantAccess } from "#lib/domain/inventory/snapshot-state.ts";
import { markProblems, tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import type { AskedPrice } from "#lib/domain/plans/missing-price.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { restoreProblems } from "#lib/domain/plans/restore-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { allocatedSize, type DeltasByUniqueId } from "#lib/domain/sizes/transfer-size.ts";
import { minSizeGib, skuProblem, tooLargeProblems } from "#lib/operations/kinds/disk-from-snapshot.ts";
import { diskCost, diskNameProblems, diskSizeProblems, type NewDisk, typeProblems } from "#lib/operations/kinds/new-disk.ts";
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
  const problems = [...restoreProblems(snapshot, chain), ...markProblems(snapshot), ...requestProblems(input)];
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
        detail: "It can be attached to a machine at once.",
      },
      {
        title: restoreSteps.fill,
        detail: `Azure fills it in the background: until that is done, first reads of a block are slower. ${findDiskSku(sku)?.isZonal ? "Azure tells how far that is, in percent." : "For this disk type Azure does not say how far that is."}`,
      },
    ],
    transferBytes: data.bytes,
    transferBasis: data.bytes === null ? data.basis : `${data.basis} Azure moves it inside ${region}, where no bandwidth is billed.`,
    costs: [
      diskCost(newDisk(input), input.diskPrice),
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

const INSTANT_FEE = "Azure bills each restore from an instant access snapshot once, by the provisioned size of the disk.";

export function suggestDiskName(snapshot: Snapshot, chain: Chain): string {
  return composeName(chain.sourceDiskName, `restored-${snapshot.timeCreated?.slice(0, 10).replaceAll("-", "") ?? snapshot.name}`);
}

function newDisk({ snapshot, sku, sizeGib, zone }: RestorePlanInput): NewDisk {
  return { region: snapshot.location, sku, sizeGib, ...(zone ? { zone } : {}) };
}

function requestProblems(input: RestorePlanInput): PlanProblem[] {
  const { snapshot, diskName, nameTaken, targetResourceGroup, sizeGib } = input;
  const size = diskSizeProblems(newDisk(input), minSizeGib(snapshot), snapshot.name);
  return [
    ...typeProblems(newDisk(input), (type) => skuProblem(snapshot, type)),
    ...diskNameProblems(diskName, targetResourceGroup, nameTaken),
    ...(size.length > 0 ? size : tooLargeProblems(snapshot, sizeGib)),
  ];
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
