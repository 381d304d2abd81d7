// What a restore's plan and form are made from: the inventory and measured ranges.
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { type Plan, withProblems } from "#lib/domain/plans/plan.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import type { PlanReading } from "#lib/services/plans/plan-estate.ts";
import { groupFor, groupProblems } from "#lib/services/plans/target-group.ts";
import { minSizeGib, planRestore, restoreSkuChoices, restoreZoneChoices, suggestDiskName } from "./plan.ts";
import type { RestoreOptions, RestoreRequest } from "./request.ts";

export function createRestorePlanner(deps: Pick<KindDeps, "estate">): Pick<KindWork<RestoreRequest>, "plan" | "options"> {
  return {
    plan: async (request, context) => planOf(await deps.estate.read(context), request),
    options: async (snapshotId, context) => optionsOf(await deps.estate.read(context), snapshotId),
  };
}

async function planOf(reading: PlanReading, request: RestoreRequest): Promise<Plan> {
  const { kind: _kind, snapshotId, ...asked } = request;
  const snapshot = reading.findSnapshot(snapshotId, "snapshotId");
  const chain = reading.chainOf(snapshot);
  const plan = planRestore({
    ...asked,
    snapshot,
    chain,
    nameTaken: reading.hasDisk(snapshot.subscriptionId, request.targetResourceGroup, request.diskName),
    deltas: await reading.deltasWithRanges(chain),
    diskUsdPerMonth: null,
  });
  return withProblems(plan, groupProblems(reading, snapshot, request.targetResourceGroup));
}

function optionsOf(reading: PlanReading, snapshotId: string): RestoreOptions {
  const snapshot = reading.findSnapshot(snapshotId, "snapshot");
  const chain = reading.chainOf(snapshot);
  const sourceDisk = chain.sourceState === "live" && chain.sourceDiskId ? reading.disk(chain.sourceDiskId) : undefined;
  const target = sourceDisk?.resourceGroup ?? groupFor(reading, snapshot, snapshot.location) ?? snapshot.resourceGroup;
  return {
    kind: "restore",
    ...canRestore(snapshot),
    resourceGroups: reading.groups(snapshot.subscriptionId),
    skus: restoreSkuChoices(snapshot, sourceDisk?.sku),
    zones: restoreZoneChoices(snapshot),
    minSizeGib: minSizeGib(snapshot),
    suggestedName: freeName(suggestDiskName(snapshot, chain), (name) => reading.hasDisk(snapshot.subscriptionId, target, name)),
    suggestedRegion: normaliseRegion(snapshot.location),
    suggestedResourceGroup: target,
  };
}
