// A dry run of an operation: steps, bytes, costs, limits, warnings, and why not. Changes nothing; POST operations
// asks it too, so what a plan refuses never starts.
import type { CopyRequest, MeasureRequest, OperationRequest, Plan, RestoreRequest } from "#lib/contract/plans.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { normaliseRegion, regionLabel, sameRegion } from "#lib/domain/inventory/azure-region.ts";
import { isCopy, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotState } from "#lib/domain/inventory/snapshot-state.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import { planCopy } from "#lib/domain/plans/copy-plan.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { planRestore } from "#lib/domain/plans/restore-plan.ts";
import type { MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import type { OperationFilter } from "#lib/operations/engine/operation-store.ts";
import { readRanges } from "#lib/services/diff/diff-store.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { planMeasure } from "./plan-measure.ts";
import { isDiskTaken, isOffered, isSnapshotTaken } from "./plan-options.ts";

export interface MakePlanDeps {
  view: InventoryView;
  prices: PriceList;
  artifacts: ArtifactStore;
  operations: ActiveCopies;
}

/** Copies that were asked for here and are not over, whether Azure shows them already or not. */
export interface ActiveCopies {
  list(filter: OperationFilter): Promise<{ items: { payload: Record<string, unknown> }[] }>;
}

export async function makePlan(deps: MakePlanDeps, request: OperationRequest, context: CallContext): Promise<Plan> {
  const estate = await deps.view.current(context);
  switch (request.kind) {
    case "copy":
      return copyPlan(deps, estate, request, context);
    case "restore":
      return restorePlan(deps, estate, request);
    case "measure":
      return measurePlan(estate, request);
  }
}

async function copyPlan(deps: MakePlanDeps, estate: Estate, request: CopyRequest, context: CallContext): Promise<Plan> {
  const snapshot = findSnapshot(estate, request.snapshotId, "snapshotId");
  const chain = estate.structure.chainOf(snapshot);
  const region = normaliseRegion(request.targetRegion);
  const price = (await deps.prices.read([region], context).catch(() => [])).find((p) => p.sku === request.sku);
  const plan = planCopy({
    snapshot,
    chain,
    targetRegion: region,
    targetResourceGroup: request.targetResourceGroup,
    targetName: request.targetName,
    sku: request.sku,
    nameTaken: isSnapshotTaken(estate, snapshot, request.targetResourceGroup, request.targetName),
    activeCopiesInTarget: activeCopies(estate, snapshot, region),
    deltas: await deltasWithRanges(deps, estate, chain),
    egressUsdPerGib: egressUsdPerGib(snapshot.location, request.targetRegion),
    storageUsdPerGibMonth: price?.usdPerGibMonth ?? null,
  });
  const checked = withGroupCheck(plan, estate, snapshot, request.targetResourceGroup);
  return withProblems(checked, [...regionProblems(estate, snapshot, region), ...(await orderedProblems(deps, estate, chain))]);
}

function regionProblems(estate: Estate, snapshot: Snapshot, region: string): PlanProblem[] {
  if (isOffered(estate, snapshot, region)) return [];
  const name = estate.structure.subscriptionName(snapshot.subscriptionId);
  return [
    { field: "targetRegion", rule: "region-not-offered", message: `${regionLabel(region)} is not among the regions ${name} may use.` },
  ];
}

/** Azure copies one snapshot of a disk at a time; one ordered a moment ago may not be in the inventory yet. */
async function orderedProblems(deps: MakePlanDeps, estate: Estate, chain: Chain): Promise<PlanProblem[]> {
  const { items } = await deps.operations.list({ states: ACTIVE_STATES, kind: "copy", limit: 100 });
  for (const { payload } of items) {
    const source = estate.structure.snapshot(String(payload.snapshotId));
    if (!source || estate.structure.chainOf(source) !== chain) continue;
    const message = `${source.name} is being copied to ${regionLabel(String(payload.targetRegion))}. Azure copies one snapshot of a disk at a time; wait until it is done.`;
    return [{ rule: "one-copy-per-disk", message }];
  }
  return [];
}

/** Each rule is told once. */
function withProblems(plan: Plan, problems: PlanProblem[]): Plan {
  const told = new Set(plan.problems.map(({ rule }) => rule));
  const all = [...plan.problems, ...problems.filter(({ rule }) => !told.has(rule))];
  return { ...plan, possible: all.length === 0, problems: all };
}

async function restorePlan(deps: MakePlanDeps, estate: Estate, request: RestoreRequest): Promise<Plan> {
  const snapshot = findSnapshot(estate, request.snapshotId, "snapshotId");
  const chain = estate.structure.chainOf(snapshot);
  const plan = planRestore({
    snapshot,
    chain,
    targetResourceGroup: request.targetResourceGroup,
    diskName: request.diskName,
    sku: request.sku,
    sizeGib: request.sizeGib,
    ...(request.zone ? { zone: request.zone } : {}),
    nameTaken: isDiskTaken(estate, snapshot, request.targetResourceGroup, request.diskName),
    deltas: await deltasWithRanges(deps, estate, chain),
    diskUsdPerMonth: null,
  });
  return withGroupCheck(plan, estate, snapshot, request.targetResourceGroup);
}

function measurePlan(estate: Estate, request: MeasureRequest): Plan {
  const chains = request.chainIds?.map((id) => estate.structure.chain(id)) ?? estate.structure.chains;
  const unknown = request.chainIds?.filter((id) => !estate.structure.chain(id)) ?? [];
  return planMeasure(
    estate,
    chains.filter((chain) => chain !== undefined),
    unknown,
  );
}

function activeCopies(estate: Estate, source: Snapshot, region: string): number {
  return estate.inventory.snapshots.filter(
    (s) =>
      isCopy(s) &&
      snapshotState(s) === "copying" &&
      sameRegion(s.location, region) &&
      s.subscriptionId.toLowerCase() === source.subscriptionId.toLowerCase(),
  ).length;
}

/** Copies and disks are made in an existing resource group of the snapshot's subscription. */
function withGroupCheck(plan: Omit<Plan, "kind"> & { kind: "copy" | "restore" }, estate: Estate, snapshot: Snapshot, group: string): Plan {
  const { resourceGroups, subscriptions } = estate.inventory;
  const isOurs = (id: string) => id.toLowerCase() === snapshot.subscriptionId.toLowerCase();
  const isKnown = resourceGroups.some((g) => isOurs(g.subscriptionId) && g.name.toLowerCase() === group.toLowerCase());
  const isReadable = subscriptions.some((s) => isOurs(s.subscriptionId) && s.state === "ok");
  if (isKnown || !isReadable) return plan;
  const message = `There is no resource group ${group} in ${estate.structure.subscriptionName(snapshot.subscriptionId)}.`;
  return { ...plan, possible: false, problems: [...plan.problems, { field: "targetResourceGroup", message }] };
}

const MAX_RANGES = 500_000;

/** With the ranges of the chain's diffs, where they are stored and few enough, the bytes to move are exact. */
async function deltasWithRanges(deps: MakePlanDeps, estate: Estate, chain: Chain): Promise<Map<string, MeasuredDelta>> {
  const deltas = new Map<string, MeasuredDelta>(estate.deltas);
  const records = chain.snapshots.flatMap((snapshot) => estate.recordOf(snapshot) ?? []);
  if (records.reduce((sum, record) => sum + record.writtenRanges + record.clearedRanges, 0) > MAX_RANGES) return deltas;
  for (const record of records) {
    const stored = await readRanges(deps.artifacts, record);
    if (stored) deltas.set(record.snapshotUniqueId, { ...record, ranges: stored.list });
  }
  return deltas;
}
