// Gathers what the plan of a delete rests on: what is freed from what was measured, all else asked of Azure now.
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { Plan } from "#lib/domain/plans/plan.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { reclaimOf } from "#lib/services/reclaim/get-reclaim.ts";
import { type LookDeps, lookAtEach } from "./look.ts";
import { planDelete } from "./plan.ts";
import type { DeleteRequest } from "./request.ts";
import { lookAtUsage, type UsageDeps, withUsage } from "./usage.ts";

type PlannerDeps = LookDeps & UsageDeps & Pick<KindDeps, "estate" | "prices" | "reclaimOfChain">;

export async function makeDeletePlan(deps: PlannerDeps, request: DeleteRequest, context: CallContext): Promise<Plan> {
  const selections = await deps.estate.selections(
    request.snapshots.map(({ id }) => id),
    context,
  );
  const chains = selections.map(({ chain }) => chain);
  const seenKeys = new Set(selections.flatMap(({ snapshots }) => snapshots.map(({ id }) => resourceKey(id))));
  const seen = request.snapshots.filter(({ id }) => seenKeys.has(resourceKey(id)));
  const [facts, usage, { items, joint }] = await Promise.all([
    lookAtEach(deps, seen, chains, context),
    lookAtUsage(deps, seen),
    reclaimOf(deps, selections, context),
  ]);
  return planDelete({
    request,
    chains,
    going: usage.going,
    facts: new Map(facts.map((one) => [resourceKey(one.id), withUsage(one, usage)])),
    reclaims: new Map(
      items.map(({ id, frees, movedBytes, movesInto, sourceDiskName, createdAt, monthlyCost }) => [
        resourceKey(id),
        {
          frees,
          sourceDiskName,
          ...(movedBytes === undefined ? {} : { movedBytes }),
          ...(movesInto ? { movesInto } : {}),
          ...(createdAt ? { createdAt } : {}),
          ...(monthlyCost ? { usdPerMonth: monthlyCost.usd } : {}),
        },
      ]),
    ),
    joint: {
      frees: joint.frees,
      final: joint.final,
      ...(joint.monthlyCost ? { usdPerMonth: joint.monthlyCost.usd } : {}),
    },
  });
}
