// What the plan and the form of a rehearsal are made from.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { composeName, freeName } from "#lib/domain/inventory/resource-name.ts";
import { suggestDiskGroup } from "#lib/domain/plans/disk-group-choice.ts";
import { withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import { groupProblems, unlisted } from "#lib/services/plans/target-group.ts";
import { planRehearsal, rehearsalProblems } from "./plan.ts";
import type { RehearseRequest } from "./request.ts";
import { rehearsalTarget } from "./words.ts";

export function createRehearsePlanner(deps: Pick<KindDeps, "estate" | "inventory">): Pick<KindWork<RehearseRequest>, "plan" | "options"> {
  return {
    async plan(request, context) {
      const known = await deps.estate.around(request.snapshotId, "snapshotId", context);
      const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, rehearsalTarget(request).targetId, context);
      const plan = planRehearsal({ ...request, snapshot: around.snapshot, chain: around.chain, nameTaken });
      return withProblems(withCaution(plan, around.subscription.caution), [
        ...problems,
        ...groupProblems(around, request.targetResourceGroup),
      ]);
    },
    async options(snapshotId, context) {
      const around = await deps.estate.around(snapshotId, "snapshot", context);
      const { snapshot, chain, sourceDisk, groups } = around;
      const group = suggestDiskGroup({ snapshot, sourceDisk, groups }) ?? unlisted(snapshot.resourceGroup);
      const [problem] = rehearsalProblems(snapshot, chain);
      return {
        kind: "rehearse",
        possible: !problem,
        ...(problem ? { reason: problem.message } : {}),
        resourceGroups: groups.map(({ name, region }) => ({ name, region })),
        suggestedName: freeName(composeName(snapshot.name, "rehearsal"), await around.diskNames(group.name)),
        suggestedRegion: normaliseRegion(snapshot.location),
        suggestedGroup: group,
      };
    },
  };
}
