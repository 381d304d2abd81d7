// Restoring several disks of a machine together, each from the snapshot nearest to one moment. Azure took each at a moment of
// its own: how far they are apart is said, for what spans several disks may not fit together.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { DiskPrice } from "#lib/domain/costs/disk-price.ts";
import { formatDuration } from "#lib/domain/format.ts";
import { normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { markProblems, tagWords } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import type { AskedPrice } from "#lib/domain/plans/missing-price.ts";
import type { Plan, PlanProblem } from "#lib/domain/plans/plan.ts";
import { restoreProblems } from "#lib/domain/plans/restore-rule.ts";
import { minSizeGib, skuProblem } from "#lib/operations/kinds/disk-from-snapshot.ts";
import { diskCost, diskNameProblems, type NewDisk, typeProblems } from "#lib/operations/kinds/new-disk.ts";
import { diskNameField, restoreDisksSteps } from "./words.ts";

export interface SnapshotToRestore {
  snapshot: Snapshot;
  chain: Chain;
  diskName: string;
  sku: string;
  zone?: string;
  /** A disk of that name is in the target group already. */
  nameTaken: boolean;
  diskPrice: AskedPrice<DiskPrice>;
}

export interface RestoreDisksPlanInput {
  parts: readonly SnapshotToRestore[];
  targetResourceGroup: string;
}

export function planRestoreDisks(input: RestoreDisksPlanInput): Plan {
  const { parts, targetResourceGroup: group } = input;
  const problems = [...parts.flatMap((part, index) => problemsOf(input, part, index)), ...placeProblems(parts)];
  const regions = [...new Set(parts.map(({ snapshot }) => regionLabel(snapshot.location)))].join(", ");
  const apart = spreadMs(parts);
  return {
    kind: "restore-disks",
    possible: problems.length === 0,
    problems,
    summary: `Create ${parts.length === 1 ? "a disk" : `${parts.length} disks`} in ${regions}${apart === undefined ? "" : `, from moments at most ${formatDuration(apart)} apart`}.`,
    steps: [
      { title: restoreDisksSteps.check, detail: "Each must still be there, and complete." },
      {
        title: restoreDisksSteps.create,
        detail: `In ${group}: ${parts.map(({ snapshot, diskName }) => `${diskName} from ${snapshot.name}`).join(", ")}. No existing disk is touched. Each keeps the tags of its snapshot, and one that marks it as made by this operation.`,
      },
      {
        title: restoreDisksSteps.confirm,
        detail: "They can be attached at once. Azure fills them in the background: until that is done, first reads of a block are slower.",
      },
    ],
    transferBytes: null,
    transferBasis: `What the snapshots hold, inside ${regions}, where no bandwidth is billed.`,
    costs: parts.map((part) => {
      const cost = diskCost(newDisk(part), part.diskPrice);
      return { ...cost, title: `${part.diskName}: ${cost.title}` };
    }),
    limits: [],
    warnings: warnings(parts, apart),
    cli: parts.map((part) => commandOf(input, part)).join("\n"),
  };
}

/** undefined: of one, or where a time is not known. */
function spreadMs(parts: readonly SnapshotToRestore[]): number | undefined {
  const times = parts.flatMap(({ snapshot: { timeCreated } }) => (timeCreated === undefined ? [] : epochMs(timeCreated)));
  return times.length < 2 || times.length < parts.length ? undefined : Math.max(...times) - Math.min(...times);
}

function newDisk({ snapshot, sku, zone }: SnapshotToRestore): NewDisk {
  return { region: snapshot.location, sku, sizeGib: minSizeGib(snapshot), ...(zone ? { zone } : {}) };
}

function problemsOf({ targetResourceGroup }: RestoreDisksPlanInput, part: SnapshotToRestore, index: number): PlanProblem[] {
  const { snapshot, chain, diskName, nameTaken } = part;
  const about = [
    ...restoreProblems(snapshot, chain),
    ...markProblems(snapshot),
    ...typeProblems(newDisk(part), (type) => skuProblem(snapshot, type)),
  ];
  return [
    ...about.map(({ rule, message }) => ({ field: "snapshots", rule, message })),
    ...diskNameProblems(diskName, targetResourceGroup, nameTaken).map((problem) => ({ ...problem, field: diskNameField(index) })),
  ];
}

function placeProblems(parts: readonly SnapshotToRestore[]): PlanProblem[] {
  if (new Set(parts.map(({ snapshot }) => snapshot.subscriptionId.toLowerCase())).size <= 1) return [];
  const message =
    "These snapshots are in several subscriptions. A disk is made in the one of its snapshot: restore those of each by themselves.";
  return [{ field: "snapshots", rule: "several-subscriptions", message }];
}

function warnings(parts: readonly SnapshotToRestore[], apart: number | undefined): string[] {
  if (parts.length < 2) return [];
  const how = apart === undefined ? "" : ` These are at most ${formatDuration(apart)} apart.`;
  return [
    `Azure took each disk at a moment of its own.${how} What spans several disks, such as striped volumes or a log beside its data, may not fit together: have it checked before it is used.`,
  ];
}

function commandOf({ targetResourceGroup }: RestoreDisksPlanInput, part: SnapshotToRestore): string {
  const { snapshot, diskName, sku, zone } = part;
  return azCommand(["disk", "create"], {
    "resource-group": targetResourceGroup,
    name: diskName,
    location: normaliseRegion(snapshot.location),
    source: snapshot.id,
    sku,
    "size-gb": String(minSizeGib(snapshot)),
    zone,
    tags: tagWords(snapshot.tags),
  });
}
