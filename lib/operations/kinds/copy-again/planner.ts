// The plan of a failed copy made again: as that of several copies, with the failed one looked at as it is now.
import { resourceKey, resourceName, sameResource } from "#lib/domain/inventory/inventory.ts";
import { azCommand } from "#lib/domain/plans/az-command.ts";
import { copyTargetsOf, targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";
import { deleteProblems } from "#lib/domain/plans/delete-rule.ts";
import { failedCopyProblem } from "#lib/domain/plans/failed-copy-rule.ts";
import { type Plan, type PlanProblem, withProblems } from "#lib/domain/plans/plan.ts";
import { planSeries, type SeriesPlannerDeps } from "#lib/operations/kinds/copy-series-planner.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CopyAgainRequest } from "./request.ts";
import { copyAgainSteps } from "./words.ts";

type PlannerDeps = SeriesPlannerDeps & Pick<KindDeps, "operations" | "safeguards" | "ledger" | "clock" | "holds">;

export function createCopyAgainPlanner(deps: PlannerDeps): Pick<KindWork<CopyAgainRequest>, "plan"> {
  return { plan: (request, context) => planOf(deps, request, context) };
}

async function planOf(deps: PlannerDeps, request: CopyAgainRequest, context: CallContext): Promise<Plan> {
  const [first] = request.snapshots;
  const [target] = copyTargetsOf(request);
  const failedId = target?.targetId ?? "";
  const name = first?.targetName ?? "";
  const [series, problems] = await Promise.all([
    planSeries(deps, request, context, { kind: "copy-again", steps: copyAgainSteps, failedId }),
    failureProblems(deps, request, failedId, context),
  ]);
  const [check, copy, confirm] = series.steps;
  const remove = {
    title: copyAgainSteps.remove,
    detail: `${name} is looked at once more, and deleted only if it is still the failed copy that you see here. A complete copy is never deleted.`,
  };
  return withProblems(
    {
      ...series,
      kind: "copy-again",
      summary: `Delete the failed copy ${name}, then ${series.summary.charAt(0).toLowerCase()}${series.summary.slice(1)}`,
      steps: [
        { title: copyAgainSteps.check, detail: check?.detail ?? "" },
        remove,
        { title: copyAgainSteps.copy, detail: copy?.detail ?? "" },
        { title: copyAgainSteps.confirm, detail: confirm?.detail ?? "" },
      ],
      cli: [azDelete(request, name), series.cli].join("\n"),
    },
    problems,
  );
}

/** What speaks against deleting the copy: that it has not failed, a lock, a right that is missing, a SAS. */
async function failureProblems(
  deps: PlannerDeps,
  request: CopyAgainRequest,
  failedId: string,
  context: CallContext,
): Promise<PlanProblem[]> {
  const { failedUniqueId: uniqueId, snapshots } = request;
  const sourceId = snapshots[0]?.snapshotId ?? "";
  const [now, safeguards, open, source, holds] = await Promise.all([
    deps.inventory.getSnapshot(failedId, context),
    deps.safeguards.look([failedId], context),
    deps.ledger.stillOpen(),
    deps.inventory.getSnapshot(sourceId, context),
    deps.holds.on([{ id: failedId, uniqueId }]),
  ]);
  if (!source) return [];
  const problem = now && failedCopyProblem(now, { uniqueId, source: { id: sourceId, uniqueId: source.uniqueId } });
  const safeguard = safeguards.get(resourceKey(failedId));
  const found = problem
    ? [problem]
    : deleteProblems({
        name: resourceName(failedId),
        uniqueId,
        now,
        nowMs: deps.clock.nowMs(),
        // Nothing is made from a copy that is not complete, and nothing else here may have it as its target.
        copies: [],
        usedBy: [],
        holds,
        locks: safeguard?.locks ?? [],
        unknownLocks: safeguard?.unknownLocks,
        mayDelete: safeguard?.mayDelete,
        isOwnSas: open.some(({ snapshotId }) => sameResource(snapshotId, failedId)),
      });
  return found.map(({ rule, message }) => ({ field: "failedUniqueId", rule, message }));
}

function azDelete(request: CopyAgainRequest, name: string): string {
  const subscription = targetSubscriptionOf(request.snapshots[0]?.snapshotId ?? "", request);
  return azCommand(["snapshot", "delete"], { subscription, "resource-group": request.targetResourceGroup, name });
}
