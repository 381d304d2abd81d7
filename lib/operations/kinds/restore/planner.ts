// What a restore's plan and form are made from: the inventory, for the plan a fresh look at source and name, and measured ranges.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { suggestDiskGroup } from "#lib/domain/plans/disk-group-choice.ts";
import { type Plan, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import { maxSizeGib, minSizeGib } from "#lib/operations/kinds/disk-from-snapshot.ts";
import { diskPriceOf, zoneChoices } from "#lib/operations/kinds/new-disk.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupProblems, unlisted } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { planRestore, suggestDiskName } from "./plan.ts";
import type { RestoreOptions, RestoreRequest } from "./request.ts";
import { restoreSkuChoices, skuReason } from "./sku-choice.ts";
import { restoreTarget } from "./words.ts";

type RestorePlannerDeps = Pick<KindDeps, "estate" | "inventory" | "diskPrices">;

export function createRestorePlanner(deps: RestorePlannerDeps): Pick<KindWork<RestoreRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context) => optionsOf(await deps.estate.around(snapshotId, "snapshot", context)),
  };
}

async function planOf(deps: RestorePlannerDeps, request: RestoreRequest, context: CallContext): Promise<Plan> {
  const { kind: _kind, snapshotId, ...asked } = request;
  const known = await deps.estate.around(snapshotId, "snapshotId", context);
  const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, restoreTarget(request).targetId, context);
  const { snapshot, chain } = around;
  const plan = planRestore({
    ...asked,
    snapshot,
    chain,
    nameTaken,
    deltas: await around.deltasSince(undefined),
    diskPrice: await diskPriceOf(deps.diskPrices, { ...asked, region: snapshot.location }, context),
  });
  return withProblems(withCaution(plan, around.subscription.caution), [...problems, ...groupProblems(around, request.targetResourceGroup)]);
}

async function optionsOf(around: Surroundings): Promise<RestoreOptions> {
  const { snapshot, chain, sourceDisk } = around;
  const found = suggestDiskGroup({ snapshot, sourceDisk, groups: around.groups });
  const group = found ?? unlisted(snapshot.resourceGroup);
  return {
    kind: "restore",
    ...canRestore(snapshot, chain),
    resourceGroups: around.groups.map(({ name, region }) => ({ name, region })),
    skus: restoreSkuChoices(snapshot, sourceDisk?.sku),
    skuReason: skuReason(snapshot, chain, sourceDisk),
    zones: zoneChoices(snapshot.location),
    minSizeGib: minSizeGib(snapshot),
    maxSizeGib: maxSizeGib(snapshot),
    suggestedName: freeName(suggestDiskName(snapshot, chain), await around.diskNames(group.name)),
    suggestedRegion: normaliseRegion(snapshot.location),
    suggestedGroup: group,
  };
}
