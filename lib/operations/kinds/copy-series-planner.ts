// What the plan and the form of several copies are made from.
import pLimit from "p-limit";
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { copyTargetsOf, goesElsewhere, targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { type ActiveCopies, queueOutlook } from "#lib/operations/kinds/copies-under-way.ts";
import { regionProblems } from "#lib/operations/kinds/copy-form.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import type { Surroundings, TargetPlace } from "#lib/services/plans/plan-estate.ts";
import { groupProblems, subscriptionProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type CopySeriesPlanInput, type MemberToCopy, planCopySeries } from "./copy-series-plan.ts";
import type { SeriesRequest } from "./copy-series-run.ts";

export type SeriesPlannerDeps = Pick<KindDeps, "estate" | "prices" | "inventory"> & { operations: ActiveCopies };

/** failedId: of a copy that goes before, and whose name is taken again. */
export async function planSeries(
  deps: SeriesPlannerDeps,
  request: SeriesRequest,
  context: CallContext,
  { kind, steps, failedId }: Pick<CopySeriesPlanInput, "kind" | "steps"> & { failedId?: string },
): Promise<Plan> {
  const around = await deps.estate.around(request.snapshots[0]?.snapshotId ?? "", "snapshots", context);
  const target = await around.target(targetSubscriptionOf(around.snapshot.id, request));
  const { members, problems } = await membersOf(deps, { around, target, failedId }, request, context);
  const [first] = members;
  // Nothing can be planned of what is not there.
  if (!first) return impossible(kind, problems);
  const region = normaliseRegion(request.targetRegion);
  const prices = deps.prices.read([region], context);
  const oldest = await deps.estate.around(first.snapshot.id, "snapshots", context);
  const sources = members.map(({ snapshot }) => snapshot);
  const place = placeOf(first.snapshot, around.chain, region, target.subscriptionId);
  const activeCopiesInTarget = await target.copiesUnderWay(region);
  const { waits, problems: queueProblems } = await queueOutlook(deps.operations, {
    chain: around.chain,
    sources,
    targetRegion: region,
    targetSubscriptionId: target.subscriptionId,
  });
  const plan = planCopySeries({
    ...request,
    kind,
    steps,
    targetSubscriptionId: target.subscriptionId,
    targetRegion: region,
    chain: around.chain,
    members,
    activeCopiesInTarget,
    queuedBehind: waits,
    deltas: await oldest.deltasSince(place.newestCopiedIndex),
    egressUsdPerGib: egressUsdPerGib(first.snapshot.location, region),
    storage: await askedPrice(prices.then((found) => found.find((price) => price.sku === request.sku)?.usdPerGibMonth)),
  });
  return withProblems(withCaution(plan, target.subscription.caution), [
    ...problems,
    ...subscriptionProblems(target, goesElsewhere(around.snapshot.id, request)),
    ...groupProblems(target, request.targetResourceGroup),
    ...regionProblems(target, region),
    ...queueProblems,
  ]);
}

const LOOKS_AT_ONCE = 8;

/** In the order of the chain, each as it is now: the lists may be a minute old. */
async function membersOf(
  { inventory }: SeriesPlannerDeps,
  { around: { chain }, target, failedId }: { around: Surroundings; target: TargetPlace; failedId: string | undefined },
  request: SeriesRequest,
  context: CallContext,
): Promise<{ members: MemberToCopy[]; problems: PlanProblem[] }> {
  const targets = copyTargetsOf(request);
  const taken = await target.snapshotNames(request.targetResourceGroup);
  const limit = pLimit(LOOKS_AT_ONCE);
  const looked = await Promise.all(
    request.snapshots.map(async ({ snapshotId, targetName }, index) => {
      const known = chain.snapshots.find(({ id }) => sameResource(id, snapshotId));
      const copy = targets[index];
      if (!known || !copy) return { problem: notOfChain(snapshotId) };
      const now = await limit(() => inventory.getSnapshot(known.id, context));
      const isTaken = taken.has(targetName.toLowerCase()) && !sameResource(copy.targetId, failedId ?? "");
      const problem = change(known, now);
      if (problem || !now) return { problem };
      const snapshot = { ...now, resourceGroup: known.resourceGroup };
      return { member: { snapshot, targetName, field: copy.field, nameTaken: isTaken } };
    }),
  );
  const order = new Map(chain.snapshots.map(({ id }, index) => [id.toLowerCase(), index]));
  const at = ({ snapshot }: MemberToCopy) => order.get(snapshot.id.toLowerCase()) ?? 0;
  return {
    members: looked.flatMap(({ member }) => member ?? []).toSorted((a, b) => at(a) - at(b)),
    problems: looked.flatMap(({ problem }) => problem ?? []),
  };
}

const field = "snapshots";

function notOfChain(snapshotId: string): PlanProblem {
  const name = snapshotId.slice(snapshotId.lastIndexOf("/") + 1);
  return { field, rule: "not-of-chain", message: `${name} is not of the chain of the others, or was deleted.` };
}

function change(known: Snapshot, now: Snapshot | undefined): PlanProblem | undefined {
  if (!now) return { field, rule: "gone", message: `${known.name} was deleted since the lists were read.` };
  if (now.uniqueId === known.uniqueId) return undefined;
  return { field, rule: "recreated", message: `${known.name} was deleted since the lists were read, and another snapshot has its name.` };
}

function impossible(kind: string, problems: PlanProblem[]): Plan {
  const nothing = { transferBytes: null, transferBasis: "Nothing is sent.", costs: [], limits: [], warnings: [], steps: [], cli: "" };
  return { kind, possible: false, problems, summary: "Nothing can be copied.", ...nothing };
}
