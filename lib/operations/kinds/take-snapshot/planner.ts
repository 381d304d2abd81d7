// What a snapshot's plan and form are made from: the inventory, for the plan a fresh look at disks and names, and prices.
import { withinMs } from "#lib/domain/concurrency/within-ms.ts";
import { fullSkuChoices, normaliseRegion, snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import { type Disk, resourceName } from "#lib/domain/inventory/inventory.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { isBackupGroup } from "#lib/domain/plans/group-choice.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { canTakeSnapshot } from "#lib/domain/plans/snapshot-rule.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { DiskSurroundings } from "#lib/services/plans/disk-estate.ts";
import { groupProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type DiskToTake, instantAccessPossibility, planSnapshot, snapshotTypeChoices, suggestSnapshotName } from "./plan.ts";
import type { DiskChoice, SnapshotOptions, SnapshotRequest } from "./request.ts";
import { snapshotTargets } from "./words.ts";

type SnapshotPlannerDeps = Pick<KindDeps, "disks" | "inventory" | "prices" | "clock">;

export function createSnapshotPlanner(deps: SnapshotPlannerDeps): Required<Pick<KindWork<SnapshotRequest>, "plan" | "options">> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: (diskId, context) => optionsOf(deps, diskId, context),
  };
}

async function planOf(deps: SnapshotPlannerDeps, request: SnapshotRequest, context: CallContext): Promise<Plan> {
  const targets = snapshotTargets(request);
  const looked = await Promise.all(
    request.disks.map(({ diskId, name }, index) => lookFreshly(deps, { diskId, name, targetId: targets[index]?.targetId ?? "" }, context)),
  );
  const [first] = looked;
  if (!first) throw new RangeError("A request names a disk.");
  const plan = planSnapshot({
    ...request,
    disks: looked.map(({ disk }) => disk),
    usdPerGibMonth: await pricesOf(deps, looked, request.sku, context),
    nowMs: deps.clock.nowMs(),
  });
  const { closed, caution } = first.around.subscription;
  return withProblems(withCaution(plan, caution), [
    ...looked.flatMap(({ problems }) => problems),
    ...(closed === undefined ? [] : [{ field: "disks", rule: "subscription-state", message: closed }]),
    ...groupProblems(first.around, request.targetResourceGroup),
  ]);
}

interface Looked {
  around: DiskSurroundings;
  disk: DiskToTake;
  problems: PlanProblem[];
}

/** The lists may be a minute old. */
async function lookFreshly(
  { disks, inventory }: SnapshotPlannerDeps,
  { diskId, name, targetId }: { diskId: string; name: string; targetId: string },
  context: CallContext,
): Promise<Looked> {
  const around = await disks.around(diskId, "disks", context);
  const [now, target] = await Promise.all([inventory.getDisk(diskId, context), inventory.getSnapshot(targetId, context)]);
  const { chain, storedBytes } = around;
  return {
    around,
    disk: { disk: now ?? around.disk, name, nameTaken: target !== undefined, chain, storedBytes },
    problems: changes(around.disk, now),
  };
}

function changes(known: Disk, now: Disk | undefined): PlanProblem[] {
  if (!now) return [{ field: "disks", rule: "gone", message: `${known.name} was deleted since the lists were read.` }];
  if (now.uniqueId === known.uniqueId) return [];
  const message = `${known.name} was deleted since the lists were read, and another disk has its name.`;
  return [{ field: "disks", rule: "recreated", message }];
}

const PRICE_PATIENCE_MS = 3000;

/** By region; a plan does not fail, or wait long, for a price. */
async function pricesOf({ prices }: SnapshotPlannerDeps, looked: readonly Looked[], sku: string, context: CallContext) {
  const regions = [...new Set(looked.map(({ disk }) => normaliseRegion(disk.disk.location)))];
  const asked = prices.read(regions, context).catch(() => []);
  const read = (await withinMs(PRICE_PATIENCE_MS, asked)) ?? [];
  return new Map(read.filter((price) => price.sku === sku).map(({ region, usdPerGibMonth }) => [region, usdPerGibMonth]));
}

async function optionsOf({ disks, clock }: SnapshotPlannerDeps, diskId: string, context: CallContext): Promise<SnapshotOptions> {
  const around = await disks.around(diskId, "disk", context);
  const { disk, chain, siblings, groups, subscription } = around;
  const nowMs = clock.nowMs();
  const newest = chain?.snapshots.findLast(({ resourceGroup }) => !isBackupGroup(resourceGroup));
  const group = newest?.resourceGroup ?? disk.resourceGroup;
  const taken = await around.snapshotNames(group);
  const others = await Promise.all(siblings.map(({ id }) => disks.around(id, "disk", context)));
  // Two disks of a machine may have one name, in two groups.
  const names = new Set(taken);
  const nameFor = (diskName: string) => {
    const name = freeName(suggestSnapshotName(diskName, nowMs), names);
    names.add(name.toLowerCase());
    return name;
  };
  const choices = [around, ...others].map(
    (one): DiskChoice => ({
      diskId: one.disk.id,
      diskName: one.disk.name,
      suggestedName: nameFor(one.disk.name),
      ...(one.disk.diskSizeBytes === undefined ? {} : { provisionedBytes: one.disk.diskSizeBytes }),
      ...canTakeSnapshot({ disk: one.disk, chain: one.chain, nowMs }, subscription.closed),
    }),
  );
  const { possible, reason } = choices[0] ?? { possible: false };
  return {
    kind: "take-snapshot",
    possible,
    ...(reason === undefined ? {} : { reason }),
    disks: choices,
    ...(disk.managedBy === undefined ? {} : { machineName: resourceName(disk.managedBy) }),
    region: normaliseRegion(disk.location),
    resourceGroups: groups.map(({ name, region }) => ({ name, region })),
    suggestedGroup: {
      name: group,
      reason: newest ? `Holds ${newest.name}, a snapshot of ${disk.name}.` : `The group of ${disk.name}.`,
    },
    types: snapshotTypeChoices(disk),
    skus: { incremental: snapshotSkuChoices(disk.location), full: fullSkuChoices(disk.location) },
    instantAccess: instantAccessPossibility(disk),
  };
}
