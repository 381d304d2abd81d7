// What the plan and the form of several copies are made from.
import pLimit from "p-limit";
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { type ActiveCopies, underWayProblems } from "#lib/operations/kinds/copies-under-way.ts";
import { copyOptionsOf, regionProblems } from "#lib/operations/kinds/copy-form.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { type MemberToCopy, planCopyChain } from "./plan.ts";
import type { CopyChainRequest } from "./request.ts";
import { copyChainTargets } from "./words.ts";

type CopyChainPlannerDeps = Pick<KindDeps, "estate" | "prices" | "inventory"> & { operations: ActiveCopies };

export function createCopyChainPlanner(deps: CopyChainPlannerDeps): Pick<KindWork<CopyChainRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context) => ({
      ...(await copyOptionsOf(await deps.estate.around(snapshotId, "snapshot", context))),
      kind: "copy-chain",
    }),
  };
}

async function planOf(deps: CopyChainPlannerDeps, request: CopyChainRequest, context: CallContext): Promise<Plan> {
  const around = await deps.estate.around(request.snapshots[0]?.snapshotId ?? "", "snapshots", context);
  const { members, problems } = await membersOf(deps, around, request, context);
  const [first] = members;
  // Nothing can be planned of what is not there.
  if (!first) return impossible(problems);
  const region = normaliseRegion(request.targetRegion);
  const prices = deps.prices.read([region], context);
  const oldest = await deps.estate.around(first.snapshot.id, "snapshots", context);
  const plan = planCopyChain({
    ...request,
    targetRegion: region,
    chain: around.chain,
    members,
    activeCopiesInTarget: await around.copiesUnderWay(region),
    deltas: await oldest.deltasSince(placeOf(first.snapshot, around.chain, region).newestCopiedIndex),
    egressUsdPerGib: egressUsdPerGib(first.snapshot.location, region),
    storage: await askedPrice(prices.then((found) => found.find((price) => price.sku === request.sku)?.usdPerGibMonth)),
  });
  return withProblems(withCaution(plan, around.subscription.caution), [
    ...problems,
    ...groupProblems(around, request.targetResourceGroup),
    ...regionProblems(around, region),
    ...(await underWayProblems(deps.operations, around.chain)),
  ]);
}

const LOOKS_AT_ONCE = 8;

/** In the order of the chain, each as it is now: the lists may be a minute old. */
async function membersOf(
  { inventory }: CopyChainPlannerDeps,
  { chain, snapshotNames }: Surroundings,
  request: CopyChainRequest,
  context: CallContext,
): Promise<{ members: MemberToCopy[]; problems: PlanProblem[] }> {
  const targets = copyChainTargets(request);
  const taken = await snapshotNames(request.targetResourceGroup);
  const limit = pLimit(LOOKS_AT_ONCE);
  const looked = await Promise.all(
    request.snapshots.map(async ({ snapshotId, targetName }, index) => {
      const known = chain.snapshots.find(({ id }) => sameResource(id, snapshotId));
      const target = targets[index];
      if (!known || !target) return { problem: notOfChain(snapshotId) };
      const [now, isTaken] = await limit(() =>
        Promise.all([inventory.getSnapshot(known.id, context), taken.has(targetName.toLowerCase())]),
      );
      const problem = change(known, now);
      if (problem || !now) return { problem };
      const snapshot = { ...now, resourceGroup: known.resourceGroup };
      return { member: { snapshot, targetName, field: target.field, nameTaken: isTaken } };
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

function impossible(problems: PlanProblem[]): Plan {
  const nothing = { transferBytes: null, transferBasis: "Nothing is sent.", costs: [], limits: [], warnings: [], steps: [], cli: "" };
  return { kind: "copy-chain", possible: false, problems, summary: "Nothing can be copied.", ...nothing };
}
