// A dry run of an operation: steps, bytes, costs, limits, warnings, and why not. Changes nothing; POST operations
// asks it too, so what a plan refuses never starts.
import type { CopyRequest, MeasureRequest, OperationRequest, Plan, RestoreRequest } from "#lib/contract/plans.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { normaliseRegion, regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { planCopy } from "#lib/domain/plans/copy-plan.ts";
import type { PlanProblem } from "#lib/domain/plans/plan.ts";
import { planRestore } from "#lib/domain/plans/restore-plan.ts";
import type { MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import { readRanges } from "#lib/services/diff/diff-store.ts";
import { findSnapshot } from "#lib/services/diff/find-diff-pair.ts";
import { subscriptionNames } from "#lib/services/inventory/derive-estate.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { planMeasure } from "./plan-measure.ts";
import { isOffered } from "./plan-options.ts";

export interface MakePlanDeps extends EstateDeps {
  prices: PriceList;
  artifacts: ArtifactStore;
  operations: ActiveCopies;
}

/** Copies that were asked for here and are not over, whether Azure shows them already or not. */
export interface ActiveCopies {
  list(filter: {
    state: "active";
    kind: "copy";
    limit: number;
    offset: number;
  }): Promise<{ items: { payload: Record<string, unknown> }[] }>;
}

export async function makePlan(deps: MakePlanDeps, request: OperationRequest, context: CallContext): Promise<Plan> {
  await deps.view.current(context);
  switch (request.kind) {
    case "copy":
      return copyPlan(deps, request, context);
    case "restore":
      return restorePlan(deps, request, context);
    case "measure":
      return measurePlan(deps.estate, request, context);
  }
}

async function copyPlan(deps: MakePlanDeps, request: CopyRequest, context: CallContext): Promise<Plan> {
  const { estate } = deps;
  const { snapshot, chain } = await findSnapshot(estate, request.snapshotId, "snapshotId", context);
  const { subscriptionId } = snapshot;
  const region = normaliseRegion(request.targetRegion);
  const price = (await deps.prices.read([region], context).catch(() => [])).find((p) => p.sku === request.sku);
  const taken = await estate.snapshots.names(context, { subscriptionId, group: request.targetResourceGroup });
  const plan = planCopy({
    snapshot,
    chain,
    targetRegion: region,
    targetResourceGroup: request.targetResourceGroup,
    targetName: request.targetName,
    sku: request.sku,
    nameTaken: taken.has(request.targetName.toLowerCase()),
    activeCopiesInTarget: await estate.snapshots.countCopying(context, { subscriptionId, region }),
    deltas: await deltasWithRanges(deps, chain, context),
    egressUsdPerGib: egressUsdPerGib(snapshot.location, request.targetRegion),
    storageUsdPerGibMonth: price?.usdPerGibMonth ?? null,
  });
  const checked = await withGroupCheck(plan, estate, snapshot, request.targetResourceGroup, context);
  const problems = await Promise.all([regionProblems(estate, snapshot, region, context), orderedProblems(deps, chain)]);
  return withProblems(checked, problems.flat());
}

async function regionProblems(estate: Estate, snapshot: Snapshot, region: string, context: CallContext): Promise<PlanProblem[]> {
  if (await isOffered(estate, snapshot, region, context)) return [];
  const name = await subscriptionName(estate, snapshot, context);
  return [
    { field: "targetRegion", rule: "region-not-offered", message: `${regionLabel(region)} is not among the regions ${name} may use.` },
  ];
}

async function subscriptionName(estate: Estate, { subscriptionId }: Snapshot, context: CallContext): Promise<string> {
  return subscriptionNames(await estate.places.subscriptions(context))(subscriptionId);
}

/** Azure copies one snapshot of a disk at a time; one ordered a moment ago may not be in the inventory yet. */
async function orderedProblems(deps: MakePlanDeps, chain: Chain): Promise<PlanProblem[]> {
  const { items } = await deps.operations.list({ state: "active", kind: "copy", limit: 100, offset: 0 });
  for (const { payload } of items) {
    const source = chain.snapshots.find(({ id }) => sameResource(id, String(payload.snapshotId)));
    if (!source) continue;
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

async function restorePlan(deps: MakePlanDeps, request: RestoreRequest, context: CallContext): Promise<Plan> {
  const { estate } = deps;
  const { snapshot, chain } = await findSnapshot(estate, request.snapshotId, "snapshotId", context);
  const taken = await estate.disks.names(context, { subscriptionId: snapshot.subscriptionId, group: request.targetResourceGroup });
  const plan = planRestore({
    snapshot,
    chain,
    targetResourceGroup: request.targetResourceGroup,
    diskName: request.diskName,
    sku: request.sku,
    sizeGib: request.sizeGib,
    ...(request.zone ? { zone: request.zone } : {}),
    nameTaken: taken.has(request.diskName.toLowerCase()),
    deltas: await deltasWithRanges(deps, chain, context),
    diskUsdPerMonth: null,
  });
  return withGroupCheck(plan, estate, snapshot, request.targetResourceGroup, context);
}

async function measurePlan(estate: Estate, request: MeasureRequest, context: CallContext): Promise<Plan> {
  const chains = await estate.chains.all(context, { keys: request.chainIds });
  const found = new Set(chains.map(({ key }) => key));
  const unknown = request.chainIds?.filter((id) => !found.has(id)) ?? [];
  return planMeasure(chains, await estate.chains.measurements(context, {}), unknown);
}

/** Copies and disks are made in an existing resource group of the snapshot's subscription. */
async function withGroupCheck(
  plan: Omit<Plan, "kind"> & { kind: "copy" | "restore" },
  estate: Estate,
  snapshot: Snapshot,
  group: string,
  context: CallContext,
): Promise<Plan> {
  const [groups, subscriptions] = await Promise.all([estate.places.groups(context), estate.places.subscriptions(context)]);
  const isOurs = (id: string) => id.toLowerCase() === snapshot.subscriptionId.toLowerCase();
  const isKnown = groups.some((g) => isOurs(g.subscriptionId) && g.name.toLowerCase() === group.toLowerCase());
  const isReadable = subscriptions.some((s) => isOurs(s.subscriptionId) && s.state === "ok");
  if (isKnown || !isReadable) return plan;
  const message = `There is no resource group ${group} in ${await subscriptionName(estate, snapshot, context)}.`;
  return { ...plan, possible: false, problems: [...plan.problems, { field: "targetResourceGroup", message }] };
}

const MAX_RANGES = 500_000;

/** With the ranges of the chain's diffs, where they are stored and few enough, the bytes to move are exact. */
async function deltasWithRanges(deps: MakePlanDeps, chain: Chain, context: CallContext): Promise<Map<string, MeasuredDelta>> {
  const records = await deps.estate.chains.measurements(context, { chain: chain.key });
  const deltas = new Map<string, MeasuredDelta>(records);
  const ranges = [...records.values()].reduce((sum, record) => sum + record.writtenRanges + record.clearedRanges, 0);
  if (ranges > MAX_RANGES) return deltas;
  for (const record of records.values()) {
    const stored = await readRanges(deps.artifacts, record);
    if (stored) deltas.set(record.snapshotUniqueId, { ...record, ranges: stored.list });
  }
  return deltas;
}
