// What the plan and the form of a full snapshot are made from: the inventory, for the plan a fresh look at source and name, and prices.
import { fullSkuChoices, normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { canMakeFull } from "#lib/domain/plans/full-snapshot-rule.ts";
import { suggestGroup } from "#lib/domain/plans/group-choice.ts";
import { type Plan, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupProblems, unlisted } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { planFullSnapshot, suggestFullName } from "./plan.ts";
import type { FullSnapshotOptions, FullSnapshotRequest } from "./request.ts";
import { fullSnapshotTarget } from "./words.ts";

type PlannerDeps = Pick<KindDeps, "estate" | "inventory" | "prices">;

export function createFullSnapshotPlanner(deps: PlannerDeps): Pick<KindWork<FullSnapshotRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context) => optionsOf(await deps.estate.around(snapshotId, "snapshot", context)),
  };
}

async function planOf(deps: PlannerDeps, request: FullSnapshotRequest, context: CallContext): Promise<Plan> {
  const { kind: _kind, snapshotId, ...asked } = request;
  const known = await deps.estate.around(snapshotId, "snapshotId", context);
  const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, fullSnapshotTarget(request).targetId, context);
  const { snapshot, chain, sourceDisk } = around;
  const price = await askedPrice(readPrice(deps, request, snapshot.location, context));
  const plan = planFullSnapshot({ ...asked, snapshot, chain, sourceDisk, nameTaken, deltas: await around.deltasSince(undefined), price });
  return withProblems(withCaution(plan, around.subscription.caution), [...problems, ...groupProblems(around, request.targetResourceGroup)]);
}

async function readPrice(
  { prices }: PlannerDeps,
  { sku }: FullSnapshotRequest,
  region: string,
  context: CallContext,
): Promise<string | undefined> {
  const found = await prices.read([normaliseRegion(region)], context);
  return found.find((one) => one.sku === sku)?.usdPerGibMonth;
}

async function optionsOf(around: Surroundings): Promise<FullSnapshotOptions> {
  const { snapshot, chain, sourceDisk, groups } = around;
  const { resourceGroup, location, tags } = snapshot;
  const group =
    suggestGroup({ source: { resourceGroup, region: location, tags }, targetRegion: location, groups, holders: [] }) ??
    unlisted(resourceGroup);
  return {
    kind: "full-snapshot",
    ...canMakeFull(snapshot, chain, sourceDisk),
    resourceGroups: groups.map(({ name, region }) => ({ name, region })),
    skus: fullSkuChoices(location),
    suggestedName: freeName(suggestFullName(snapshot), await around.snapshotNames(group.name)),
    suggestedRegion: normaliseRegion(location),
    suggestedGroup: group,
  };
}
