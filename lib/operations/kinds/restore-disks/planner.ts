// What the plan and the form of a restore of several disks are made from: the inventory, for the plan a fresh look at snapshots
// and names, and prices.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { DISK_SKUS, findDiskSku, ZONES } from "#lib/domain/inventory/disk-sku.ts";
import { type Disk, resourceName, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { composeName } from "#lib/domain/inventory/resource-name.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import { minSizeGib, skuProblem } from "#lib/operations/kinds/disk-from-snapshot.ts";
import { diskPriceOf } from "#lib/operations/kinds/new-disk.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { DiskSurroundings } from "#lib/services/plans/disk-estate.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { planRestoreDisks, type SnapshotToRestore } from "./plan.ts";
import { type DiskToRestore, MAX_DISKS, type RestoreDisksOptions, type RestoreDisksRequest } from "./request.ts";
import { restoreDisksTargets } from "./words.ts";

type PlannerDeps = Pick<KindDeps, "estate" | "disks" | "inventory" | "diskPrices">;

export function createRestoreDisksPlanner(deps: PlannerDeps): Pick<KindWork<RestoreDisksRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: (diskId, context) => optionsOf(deps, diskId, context),
  };
}

async function planOf(deps: PlannerDeps, request: RestoreDisksRequest, context: CallContext): Promise<Plan> {
  const targets = restoreDisksTargets(request);
  const looked = await Promise.all(request.snapshots.map((asked, index) => lookAt(deps, asked, targets[index]?.targetId ?? "", context)));
  const [first] = looked;
  if (!first) throw new RangeError("A request names a snapshot.");
  const plan = planRestoreDisks({ parts: looked.map(({ part }) => part), targetResourceGroup: request.targetResourceGroup });
  return withProblems(withCaution(plan, first.around.subscription.caution), [
    ...looked.flatMap(({ problems }) => problems),
    ...groupProblems(first.around, request.targetResourceGroup),
  ]);
}

interface Looked {
  around: Surroundings;
  part: SnapshotToRestore;
  problems: PlanProblem[];
}

async function lookAt(
  deps: PlannerDeps,
  { snapshotId, diskName, sku, zone }: RestoreDisksRequest["snapshots"][number],
  targetId: string,
  context: CallContext,
): Promise<Looked> {
  const known = await deps.estate.around(snapshotId, "snapshots", context);
  const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, targetId, context);
  const { snapshot, chain } = around;
  const disk = { sku, sizeGib: minSizeGib(snapshot), region: snapshot.location };
  const diskPrice = await diskPriceOf(deps.diskPrices, disk, context);
  const part = { snapshot, chain, diskName, sku, ...(zone ? { zone } : {}), nameTaken, diskPrice };
  return { around, part, problems: problems.map((problem) => ({ ...problem, field: "snapshots" })) };
}

async function optionsOf({ disks }: PlannerDeps, diskId: string, context: CallContext): Promise<RestoreDisksOptions> {
  const around = await disks.around(diskId, "disk", context);
  const { disk, siblings, groups, subscription } = around;
  const others = await Promise.all(siblings.slice(0, MAX_DISKS - 1).map(({ id }) => disks.around(id, "disk", context)));
  const choices = [around, ...others].map(toChoice);
  const reason = subscription.closed ?? choices[0]?.reason;
  return {
    kind: "restore-disks",
    possible: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    disks: choices,
    ...(disk.managedBy === undefined ? {} : { machineName: resourceName(disk.managedBy) }),
    resourceGroups: groups.map(({ name, region }) => ({ name, region })),
    suggestedRegion: normaliseRegion(disk.location),
    suggestedGroup: { name: disk.resourceGroup, reason: `The group of ${disk.name}.` },
  };
}

function toChoice({ disk, chain }: DiskSurroundings): DiskToRestore {
  const all = chain?.snapshots ?? [];
  const usable = all.filter((snapshot) => canRestore(snapshot, {}).possible && snapshot.timeCreated !== undefined);
  const reason = whyNot(disk, usable, all.length);
  const [zone] = disk.zones;
  return {
    diskId: disk.id,
    diskName: disk.name,
    sku: disk.sku,
    ...(zone && ZONES.some((known) => known === zone) ? { zone } : {}),
    suggestedName: composeName(disk.name, "restored"),
    snapshots: usable.map(({ id, name, timeCreated = "" }) => ({ id, name, timeCreated })).toReversed(),
    possible: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  };
}

function whyNot({ name, sku }: Disk, usable: readonly Snapshot[], count: number): string | undefined {
  const type = findDiskSku(sku);
  if (!type) return `${name} is of a type that cannot be made here (${sku}); there are ${DISK_SKUS.map(({ label }) => label).join(", ")}.`;
  const [first] = usable;
  if (first) return skuProblem(first, type);
  return count === 0 ? `${name} has no incremental snapshots.` : `No snapshot of ${name} can be restored now.`;
}
