// What a restore's plan and form are made from: the inventory and measured ranges.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { type Plan, withProblems } from "#lib/domain/plans/plan.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupFor, groupProblems } from "#lib/services/plans/target-group.ts";
import { minSizeGib, planRestore, restoreSkuChoices, restoreZoneChoices, suggestDiskName } from "./plan.ts";
import type { RestoreOptions, RestoreRequest } from "./request.ts";

export function createRestorePlanner(deps: Pick<KindDeps, "estate">): Pick<KindWork<RestoreRequest>, "plan" | "options"> {
  return {
    plan: async (request, context) => planOf(await deps.estate.around(request.snapshotId, "snapshotId", context), request),
    options: async (snapshotId, context) => optionsOf(await deps.estate.around(snapshotId, "snapshot", context)),
  };
}

async function planOf(around: Surroundings, request: RestoreRequest): Promise<Plan> {
  const { kind: _kind, snapshotId: _known, ...asked } = request;
  const { snapshot, chain } = around;
  const plan = planRestore({
    ...asked,
    snapshot,
    chain,
    nameTaken: (await around.diskNames(request.targetResourceGroup)).has(request.diskName.toLowerCase()),
    deltas: await around.deltasSince(undefined),
    diskUsdPerMonth: null,
  });
  return withProblems(plan, groupProblems(around, request.targetResourceGroup));
}

async function optionsOf(around: Surroundings): Promise<RestoreOptions> {
  const { snapshot, chain, sourceDisk } = around;
  const target = sourceDisk?.resourceGroup ?? groupFor(around, snapshot.location) ?? snapshot.resourceGroup;
  return {
    kind: "restore",
    ...canRestore(snapshot),
    resourceGroups: around.groups,
    skus: restoreSkuChoices(snapshot, sourceDisk?.sku),
    zones: restoreZoneChoices(snapshot),
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestDiskName(snapshot, chain), await around.diskNames(target)),
    suggestedRegion: normaliseRegion(snapshot.location),
    suggestedResourceGroup: target,
  };
}
