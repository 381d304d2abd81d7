import { copyOptionsOf } from "#lib/operations/kinds/copy-form.ts";
import { planSeries, type SeriesPlannerDeps } from "#lib/operations/kinds/copy-series-planner.ts";
import type { KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { CopyChainRequest } from "./request.ts";
import { copyChainSteps } from "./words.ts";

export function createCopyChainPlanner(deps: SeriesPlannerDeps): Pick<KindWork<CopyChainRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planSeries(deps, request, context, { kind: "copy-chain", steps: copyChainSteps }),
    options: async (snapshotId, context, chosen) => ({
      ...(await copyOptionsOf(deps, await deps.estate.around(snapshotId, "snapshot", context), context, chosen)),
      kind: "copy-chain",
    }),
  };
}
