// Taking snapshots of disks. A snapshot is a moment of its disk and there at once; of Premium SSD v2 and Ultra disks Azure
// copies the data in the background first, unless instant access is asked for. Several disks are asked for together, and
// still each has a moment of its own.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { ExactDecimal, gibOf } from "#lib/domain/costs/exact-decimal.ts";
import { formatBytes } from "#lib/domain/format.ts";
import { findRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { diskSkuLabel, findDiskSku } from "#lib/domain/inventory/disk-sku.ts";
import { type Disk, parseResourceId, resourceName, type SnapshotKind } from "#lib/domain/inventory/inventory.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";
import { markProblems, tagWords, tellTags } from "#lib/domain/operations/operation-mark.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { MAX_SNAPSHOTS_PER_CHAIN } from "#lib/domain/plans/copy-rule.ts";
import type { Choice, Plan, PlanCost, PlanLimit, PlanProblem } from "#lib/domain/plans/plan.ts";
import { MAX_TAKEN_AT_ONCE, snapshotProblems, takenJustNow } from "#lib/domain/plans/snapshot-rule.ts";
import { disksText, nameField, snapshotSteps } from "./words.ts";

export interface DiskToTake {
  disk: Disk;
  /** Of the new snapshot. */
  name: string;
  /** A snapshot of that name is in the group already. */
  nameTaken: boolean;
  /** Incremental; undefined: none yet. */
  chain: Pick<Chain, "snapshots"> | undefined;
  /** What its snapshots store, by unique id, as far as they are measured. */
  storedBytes: ReadonlyMap<string, number>;
}

export interface SnapshotPlanInput {
  disks: readonly DiskToTake[];
  targetResourceGroup: string;
  type: SnapshotKind;
  sku: SnapshotSku;
  instantAccessMinutes?: number | undefined;
  /** Of the sku, by region; absent: not known. */
  usdPerGibMonth: ReadonlyMap<string, string>;
  nowMs: number;
}

export function planSnapshot(input: SnapshotPlanInput): Plan {
  const { disks, targetResourceGroup: group, type } = input;
  const problems = [...disks.flatMap((one, index) => problemsOf(input, one, index)), ...requestProblems(input)];
  const [first] = disks;
  const one = disks.length === 1 ? first : undefined;
  const many = `${disks.length} ${type} snapshots, of ${disksText(disks.map(({ disk }) => ({ diskId: disk.id })))}`;
  const what = one ? `${type === "full" ? "a full" : "an incremental"} snapshot of ${one.disk.name} as ${one.name}` : many;
  const isBackground = disks.some(({ disk }) => isZonal(disk));
  return {
    kind: "take-snapshot",
    possible: problems.length === 0,
    problems,
    summary: `Take ${what}, in ${group}.`,
    steps: [
      {
        title: snapshotSteps.check,
        detail: `${one ? "It" : "Each"} must still be there: the disk that has the name now, of a known size.`,
      },
      {
        title: snapshotSteps.order,
        detail: `${one ? one.name : disks.map(({ name }) => name).join(", ")} in ${group}, ${regionsOf(disks)}.${one ? tellTags(one.disk.tags) : " Each keeps the tags of its disk, and one that marks it as made by this operation."}`,
      },
      {
        title: snapshotSteps.wait,
        detail: isBackground
          ? "Of Premium SSD v2 and Ultra disks Azure copies the data in the background: a snapshot can be used when that is at 100 %."
          : "They are there as soon as Azure has made them; the disks work on meanwhile.",
      },
      { title: snapshotSteps.confirm, detail: "Size, source and type must be what was asked for. What is stored is measured then." },
    ],
    transferBytes: 0,
    transferBasis: "A snapshot keeps a moment of its disk inside the region; no bandwidth is billed and nothing passes through Snapscope.",
    costs: disks.map((disk) => storageCost(input, disk)).concat(instantCost(input)),
    limits: type === "incremental" ? disks.flatMap((disk) => limitsOf(input, disk)) : [],
    warnings: warnings(input),
    cli: disks.map((disk) => commandOf(input, disk)).join("\n"),
  };
}

/** Incremental is the default; a type the disk does not allow comes with the reason. */
export function snapshotTypeChoices({ name, sku }: Disk): Choice[] {
  const isFullPossible = !findDiskSku(sku)?.isZonal;
  return [
    {
      value: "incremental",
      label: "Incremental",
      possible: true,
      recommended: true,
      reason: "Stores only what changed since the one before.",
    },
    {
      value: "full",
      label: "Full",
      possible: isFullPossible,
      reason: isFullPossible
        ? "Stores all data of the disk again; can be on Premium SSD, cannot be compared or copied to another region."
        : `Azure takes only incremental snapshots of ${name}, a disk of type ${diskSkuLabel(sku)}.`,
    },
  ];
}

/** Instant access is for Premium SSD v2 and Ultra disks. */
export function instantAccessPossibility({ name, sku }: Disk): { possible: boolean; reason?: string } {
  if (findDiskSku(sku)?.isZonal) return { possible: true };
  return {
    possible: false,
    reason: `Snapshots of ${name} (${diskSkuLabel(sku)}) can be used as soon as they are made: no instant access is needed.`,
  };
}

/** "db01-20261128-0935": sorts by time. */
export function suggestSnapshotName(diskName: string, nowMs: number): string {
  const [day = "", time = ""] = new Date(nowMs).toISOString().split("T");
  return composeName(diskName, `${day.replaceAll("-", "")}-${time.slice(0, 5).replace(":", "")}`);
}

function isZonal({ sku }: Disk): boolean {
  return findDiskSku(sku)?.isZonal === true;
}

function problemsOf(
  { type, nowMs, targetResourceGroup }: SnapshotPlanInput,
  { disk, name, nameTaken, chain }: DiskToTake,
  index: number,
): PlanProblem[] {
  const taken = `${targetResourceGroup} has a snapshot named ${name} already. Choose another name.`;
  return [
    ...snapshotProblems({ disk, chain, nowMs }, type),
    ...markProblems(disk, "disks"),
    ...(nameTaken ? [{ field: nameField(index), rule: "name-taken", message: taken }] : []),
  ];
}

function requestProblems({ disks, type, sku, instantAccessMinutes }: SnapshotPlanInput): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const subscriptions = new Set(disks.map(({ disk }) => disk.subscriptionId.toLowerCase()));
  if (subscriptions.size > 1) {
    const message =
      "These disks are in several subscriptions. Azure makes the snapshots of a disk in its own subscription: take those of each by themselves.";
    problems.push({ field: "disks", rule: "several-subscriptions", message });
  }
  if (type === "incremental" && sku === "Premium_LRS")
    problems.push({
      field: "sku",
      rule: "standard-only",
      message: "Incremental snapshots are always on Standard HDD storage, whatever the disk is.",
    });
  const withoutZones = disks.find(({ disk }) => findRegion(disk.location)?.hasZones === false);
  if (sku === "Standard_ZRS" && withoutZones) {
    const message = `${regionLabel(withoutZones.disk.location)} has no availability zones: choose locally redundant storage (LRS).`;
    problems.push({ field: "sku", rule: "no-zones", message });
  }
  if (instantAccessMinutes !== undefined) problems.push(...instantProblems(disks, type));
  return problems;
}

function instantProblems(disks: readonly DiskToTake[], type: SnapshotKind): PlanProblem[] {
  const field = "instantAccessMinutes";
  const rule = "instant-access";
  if (type === "full") return [{ field, rule, message: "Instant access is for incremental snapshots." }];
  const other = disks.find(({ disk }) => !isZonal(disk));
  if (!other) return [];
  const { name, sku } = other.disk;
  return [{ field, rule, message: `Instant access is for Premium SSD v2 and Ultra disks; ${name} is of type ${diskSkuLabel(sku)}.` }];
}

/** Of an incremental one that has some before it: what those stored on average. Else all data, and how much that is nobody knows. */
function storageCost({ type, usdPerGibMonth, disks }: SnapshotPlanInput, { disk, chain, storedBytes }: DiskToTake): PlanCost {
  const title = disks.length === 1 ? "Storage" : `Storage of ${disk.name}`;
  const price = usdPerGibMonth.get(disk.location.toLowerCase());
  const cost = { title, per: "month" as const };
  const before = type === "incremental" ? recentDeltas(chain, storedBytes) : [];
  const at = price === undefined ? "at an unknown price" : `× $${price} per GiB`;
  if (before.length === 0) {
    const most = disk.diskSizeBytes === undefined ? "" : `, at most ${formatBytes(disk.diskSizeBytes)} ${at}`;
    const isFirst = type === "incremental" && (chain?.snapshots.length ?? 0) === 0;
    const why = isFirst
      ? "The first of its chain stores all data of the disk"
      : type === "full"
        ? "It stores all data of the disk"
        : "No change of this disk is measured yet";
    return { ...cost, usd: null, formula: type === "incremental" && !isFirst ? `${why}.` : `${why}${most}.` };
  }
  const bytes = Math.round(before.reduce((sum, each) => sum + each, 0) / before.length);
  const basis = `${formatBytes(bytes)}, what the last ${before.length === 1 ? "change" : `${before.length} changes`} of this disk stored${before.length === 1 ? "" : " on average"}, ${at}.`;
  return { ...cost, usd: price === undefined ? null : new ExactDecimal(gibOf(bytes)).times(price).toString(), formula: basis };
}

const LOOKED_AT = 7;

/** The oldest one carries the whole disk and says nothing of changes. */
function recentDeltas(chain: DiskToTake["chain"], storedBytes: ReadonlyMap<string, number>): number[] {
  return (chain?.snapshots ?? [])
    .slice(1)
    .flatMap(({ uniqueId }) => storedBytes.get(uniqueId) ?? [])
    .slice(-LOOKED_AT);
}

function instantCost({ instantAccessMinutes }: SnapshotPlanInput): PlanCost[] {
  if (instantAccessMinutes === undefined) return [];
  const formula = "Azure bills what the disk changes in the window, and each restore once, by the provisioned size of the new disk.";
  return [{ title: "Instant access", usd: null, per: "once", formula }];
}

function limitsOf({ nowMs }: SnapshotPlanInput, { disk, chain }: DiskToTake): PlanLimit[] {
  return [
    { title: `Incremental snapshots of ${disk.name}`, used: chain?.snapshots.length ?? 0, max: MAX_SNAPSHOTS_PER_CHAIN },
    { title: `Of ${disk.name} in the last five minutes`, used: takenJustNow({ disk, chain, nowMs }), max: MAX_TAKEN_AT_ONCE },
  ];
}

function warnings({ disks, type, sku }: SnapshotPlanInput): string[] {
  const found: string[] = [];
  const attached = disks.filter(({ disk }) => disk.managedBy !== undefined);
  const [first] = attached;
  if (first?.disk.managedBy !== undefined) {
    const some = attached.length === disks.length ? "The disks are" : `${attached.length} of the disks are`;
    const which = attached.length === 1 ? `${first.disk.name} is` : some;
    found.push(
      `${which} attached to ${resourceName(first.disk.managedBy)}. The snapshot holds what has reached the disk, as after a power cut: where that is not enough, let the applications write all and pause first.`,
    );
  }
  if (disks.length > 1)
    found.push(
      "Azure takes each disk at a moment of its own, usually within seconds. For one moment over all disks of a machine Azure has restore points.",
    );
  const zoned = disks.find(({ disk }) => findRegion(disk.location)?.hasZones);
  if (sku === "Standard_LRS" && zoned)
    found.push(
      `${regionLabel(zoned.disk.location)} has availability zones. Zone-redundant storage (ZRS) is Azure's default there, costs the same and survives the loss of a zone.`,
    );
  if (type === "full")
    found.push(
      sku === "Premium_LRS"
        ? "To create many machines from it, an image in a compute gallery is the better tool."
        : "A full snapshot stores all data again and cannot be compared with others; an incremental one stores only what changed and restores the same disk.",
    );
  return found;
}

function regionsOf(disks: readonly DiskToTake[]): string {
  return [...new Set(disks.map(({ disk }) => regionLabel(disk.location)))].join(", ");
}

function commandOf({ targetResourceGroup, type, sku, instantAccessMinutes }: SnapshotPlanInput, { disk, name }: DiskToTake): string {
  return azCommand(["snapshot", "create"], {
    subscription: parseResourceId(disk.id)?.subscriptionId,
    "resource-group": targetResourceGroup,
    name,
    location: disk.location,
    source: disk.id,
    sku,
    incremental: String(type === "incremental"),
    "ia-duration": instantAccessMinutes === undefined ? undefined : String(instantAccessMinutes),
    tags: tagWords(disk.tags),
  });
}
