// What a copy's plan and form are made from: the inventory, prices, measured ranges and the copies under way.
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { goesElsewhere, targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";
import { type Plan, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { type ActiveCopies, queueOutlook } from "#lib/operations/kinds/copies-under-way.ts";
import { copyOptionsOf, regionProblems } from "#lib/operations/kinds/copy-form.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import { groupProblems, subscriptionProblems } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { planCopy } from "./plan.ts";
import type { CopyRequest } from "./request.ts";
import { copyTarget } from "./words.ts";

type CopyPlannerDeps = Pick<KindDeps, "estate" | "prices" | "inventory"> & { operations: ActiveCopies };

export function createCopyPlanner(deps: CopyPlannerDeps): Pick<KindWork<CopyRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context, chosen) => ({
      ...(await copyOptionsOf(deps, await deps.estate.around(snapshotId, "snapshot", context), context, chosen)),
      kind: "copy",
    }),
  };
}

async function planOf(deps: CopyPlannerDeps, request: CopyRequest, context: CallContext): Promise<Plan> {
  const known = await deps.estate.around(request.snapshotId, "snapshotId", context);
  const isElsewhere = goesElsewhere(known.snapshot.id, request);
  const target = await known.target(targetSubscriptionOf(known.snapshot.id, request));
  const targetId = isElsewhere && !target.subscription.isSeen ? undefined : copyTarget(request).targetId;
  const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, targetId, context);
  const { snapshot, chain } = around;
  const { targetResourceGroup, targetName, sku, speed } = request;
  const region = normaliseRegion(request.targetRegion);
  const prices = deps.prices.read([region], context);
  const targetSubscriptionId = target.subscriptionId;
  const place = placeOf(snapshot, chain, region, targetSubscriptionId);
  const activeCopiesInTarget = await target.copiesUnderWay(region);
  const queue = await queueOutlook(deps.operations, { chain, sources: [snapshot], targetRegion: region, targetSubscriptionId });
  const plan = planCopy({
    snapshot,
    chain,
    targetSubscriptionId,
    targetRegion: region,
    targetResourceGroup,
    targetName,
    sku,
    nameTaken,
    ...(speed ? { speed } : {}),
    activeCopiesInTarget,
    queuedBehind: queue.waits,
    deltas: await around.deltasSince(place.newestCopiedIndex),
    egressUsdPerGib: egressUsdPerGib(snapshot.location, request.targetRegion),
    storage: await askedPrice(prices.then((found) => found.find((price) => price.sku === sku)?.usdPerGibMonth)),
  });
  return withProblems(withCaution(plan, target.subscription.caution), [
    ...problems,
    ...subscriptionProblems(target, isElsewhere),
    ...groupProblems(target, targetResourceGroup),
    ...regionProblems(target, region),
    ...queue.problems,
  ]);
}
