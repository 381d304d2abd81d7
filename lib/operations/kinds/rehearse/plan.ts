// What trying a restore out makes, reads and deletes, and why not.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { isInstantAccess } from "#lib/domain/inventory/snapshot-state.ts";
import { markProblems } from "#lib/domain/operations/operation-mark.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { restoreProblems } from "#lib/domain/plans/restore-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { REHEARSAL_SKU } from "./order.ts";
import type { RehearseRequest } from "./request.ts";
import { rehearseSteps } from "./words.ts";

export interface RehearsePlanInput extends Pick<RehearseRequest, "diskName" | "targetResourceGroup"> {
  snapshot: Snapshot;
  chain: Pick<Chain, "closed">;
  nameTaken: boolean;
}

export function planRehearsal({ snapshot, chain, diskName, targetResourceGroup, nameTaken }: RehearsePlanInput): Plan {
  const taken = `${targetResourceGroup} has a disk named ${diskName} already. Choose another name.`;
  const problems = [
    ...rehearsalProblems(snapshot, chain),
    ...(nameTaken ? [{ field: "diskName", rule: "name-taken", message: taken }] : []),
  ];
  const region = regionLabel(snapshot.location);
  return {
    kind: "rehearse",
    possible: problems.length === 0,
    problems,
    summary: `Make the temporary disk ${diskName} in ${region} from ${snapshot.name}, look at it, and delete it.`,
    steps: [
      { title: rehearseSteps.check, detail: `${snapshot.name} must still be there, and complete.` },
      {
        title: rehearseSteps.create,
        detail: `${diskName}, ${diskSkuLabel(REHEARSAL_SKU)}, ${sizeGibOf(snapshot)} GiB, in ${targetResourceGroup}.`,
      },
      { title: rehearseSteps.read, detail: "Through read access that is given back: less than a MiB." },
      { title: rehearseSteps.delete, detail: "Only what this operation made, by its mark. A crash or cancel leaves none for long." },
      { title: rehearseSteps.record, detail: "What was found and when stands with the snapshot." },
    ],
    transferBytes: null,
    transferBasis: "Azure fills the disk as it is read; less than a MiB leaves it.",
    costs: [
      {
        title: `${diskSkuLabel(REHEARSAL_SKU)}, ${sizeGibOf(snapshot)} GiB`,
        usd: null,
        per: "once",
        formula: "A disk is billed by its provisioned size for the hours it is there: here minutes.",
      },
    ],
    limits: [],
    warnings: ["It shows that a disk can be made and is laid out as expected; that its data is right is what Verify is for."],
    // az makes and deletes a disk, and reads none.
    cli: "",
  };
}

/** What speaks against it whatever the disk is called. */
export function rehearsalProblems(snapshot: Snapshot, chain: Pick<Chain, "closed">): PlanProblem[] {
  const field = "snapshotId";
  const found: PlanProblem[] = [...restoreProblems(snapshot, chain), ...markProblems(snapshot)];
  if (isInstantAccess(snapshot))
    found.push({
      field,
      rule: "instant-access",
      message: `${snapshot.name} restores only to Premium SSD v2 and Ultra until its background copy has finished.`,
    });
  if (snapshot.logicalSectorSize !== 512) {
    const message = `${snapshot.name} has 4096-byte sectors: Azure gives the data of such a disk in a container (VHDX), in which its partition table is not where it was.`;
    found.push({ field, rule: "container", message });
  }
  const max = findDiskSku(REHEARSAL_SKU)?.maxGib ?? Number.POSITIVE_INFINITY;
  if (sizeGibOf(snapshot) > max)
    found.push({
      field,
      rule: "size",
      message: `${diskSkuLabel(REHEARSAL_SKU)} disks end at ${max} GiB; ${snapshot.name} needs ${sizeGibOf(snapshot)}.`,
    });
  return found;
}

export function sizeGibOf({ diskSizeBytes = 0 }: Snapshot): number {
  return Math.ceil(diskSizeBytes / GIB_BYTES);
}
