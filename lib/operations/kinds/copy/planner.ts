// What a copy's plan and form are made from: the inventory, prices, measured ranges and the copies under way.
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { egressUsdPerGib } from "#lib/domain/costs/egress-price.ts";
import { allRegions, findRegion, normaliseRegion, regionLabel, snapshotSkuChoices } from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { freeName } from "#lib/domain/inventory/resource-name.ts";
import { ACTIVE_STATES } from "#lib/domain/operations/operation-state.ts";
import { canCopy } from "#lib/domain/plans/copy-rule.ts";
import { type Plan, type PlanProblem, withCaution, withProblems } from "#lib/domain/plans/plan.ts";
import type { KindDeps, KindWork } from "#lib/operations/kinds/operation-kind.ts";
import { allOperations } from "#lib/services/operations/all-operations.ts";
import { askedPrice } from "#lib/services/plans/asked-price.ts";
import { lookFreshly } from "#lib/services/plans/fresh-look.ts";
import type { Surroundings } from "#lib/services/plans/plan-estate.ts";
import { groupProblems, groupsFor } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { copyRegionChoices, planCopy, suggestCopyName } from "./plan.ts";
import type { CopyOptions, CopyRequest } from "./request.ts";
import { earlierIndices } from "./series.ts";
import { copyTarget, copyWords } from "./words.ts";

type CopyPlannerDeps = Pick<KindDeps, "estate" | "prices" | "inventory"> & { operations: ActiveCopies };

/** Copies that were asked for here and are not over, whether Azure shows them already or not. */
export interface ActiveCopies {
  list(filter: Parameters<KindDeps["operations"]["list"]>[0]): Promise<{ items: { id: string; payload: Record<string, unknown> }[] }>;
}

export function createCopyPlanner(deps: CopyPlannerDeps): Pick<KindWork<CopyRequest>, "plan" | "options"> {
  return {
    plan: (request, context) => planOf(deps, request, context),
    options: async (snapshotId, context) => optionsOf(await deps.estate.around(snapshotId, "snapshot", context)),
  };
}

async function planOf(deps: CopyPlannerDeps, request: CopyRequest, context: CallContext): Promise<Plan> {
  const known = await deps.estate.around(request.snapshotId, "snapshotId", context);
  const { around, nameTaken, problems } = await lookFreshly(deps.inventory, known, copyTarget(request).targetId, context);
  const { snapshot, chain } = around;
  const { targetResourceGroup, targetName, sku } = request;
  const region = normaliseRegion(request.targetRegion);
  const prices = deps.prices.read([region], context);
  const plan = planCopy({
    snapshot,
    chain,
    targetRegion: region,
    targetResourceGroup,
    targetName,
    sku,
    nameTaken,
    activeCopiesInTarget: await around.copiesUnderWay(region),
    deltas: await around.deltasSince(placeOf(snapshot, chain, region).newestCopiedIndex),
    egressUsdPerGib: egressUsdPerGib(snapshot.location, request.targetRegion),
    storage: await askedPrice(prices.then((found) => found.find((price) => price.sku === sku)?.usdPerGibMonth)),
  });
  return withProblems(withCaution(plan, around.subscription.caution), [
    ...problems,
    ...groupProblems(around, targetResourceGroup),
    ...regionProblems(around, region),
    ...(await orderedProblems(deps.operations, chain)),
  ]);
}

function regionProblems({ subscription: { name, locations } }: Surroundings, region: string): PlanProblem[] {
  if (locations?.includes(region) ?? true) return [];
  return [
    { field: "targetRegion", rule: "region-not-offered", message: `${regionLabel(region)} is not among the regions ${name} may use.` },
  ];
}

/** Azure copies one snapshot of a disk at a time; one ordered a moment ago may not be in the inventory yet. */
async function orderedProblems(operations: ActiveCopies, chain: Chain): Promise<PlanProblem[]> {
  for await (const page of allOperations(operations, { states: ACTIVE_STATES, kind: copyWords.kind })) {
    for (const { payload } of page) {
      const source = chain.snapshots.find(({ id }) => sameResource(id, String(payload.snapshotId)));
      if (!source) continue;
      const message = `${source.name} is being copied to ${regionLabel(String(payload.targetRegion))}. Azure copies one snapshot of a disk at a time; wait until it is done.`;
      return [{ rule: "one-copy-per-disk", message }];
    }
  }
  return [];
}

async function optionsOf(around: Surroundings): Promise<CopyOptions> {
  const { snapshot, chain } = around;
  const regions = copyRegionChoices(snapshot, chain, regionsToOffer(around));
  const suggested = (regions.find((r) => r.recommended && r.possible) ?? regions.find((r) => r.possible))?.value;
  const groups = await groupsFor(
    around,
    regions.map(({ value }) => value),
  );
  const group = suggested ? groups.get(suggested) : undefined;
  return {
    kind: "copy",
    ...canCopy(snapshot, chain),
    regions,
    resourceGroups: around.groups.map(({ name, region }) => ({ name, region })),
    skus: snapshotSkuChoices(suggested ?? snapshot.location),
    suggestedName: freeName(
      suggestCopyName(snapshot, suggested ?? snapshot.location),
      await around.snapshotNames(group?.name ?? snapshot.resourceGroup),
    ),
    ...(suggested ? { suggestedRegion: suggested } : {}),
    ...(group && !group.isGuess ? { suggestedResourceGroup: group.name } : {}),
    suggestedGroups: Object.fromEntries(groups),
    ...earlierOnes(snapshot, chain),
  };
}

function earlierOnes(snapshot: Snapshot, chain: Chain): Pick<CopyOptions, "earlier" | "earlierDone"> {
  const index = chain.snapshots.findIndex(({ id }) => sameResource(id, snapshot.id));
  const all = earlierIndices(chain, { index, newestCopiedIndex: undefined });
  const earlier = all.flatMap((at) => chain.snapshots[at] ?? []).map(({ id, name }) => ({ id, name }));
  const regions = [...new Set(chain.copies.map(({ region }) => normaliseRegion(region)))];
  const done = (region: string) => all.length - earlierIndices(chain, placeOf(snapshot, chain, region)).length;
  return { earlier, earlierDone: Object.fromEntries(regions.map((region) => [region, done(region)])) };
}

/** Regions in use first, then the paired one, then the rest of what the subscription may use. */
function regionsToOffer({ snapshot, subscription: { locations }, regionsInUse }: Surroundings): string[] {
  const pair = findRegion(snapshot.location)?.pair;
  const all = [...regionsInUse, ...(pair ? [pair] : []), ...(locations ?? allRegions().map((region) => region.name))];
  // Every one may be used where Azure did not say.
  return [...new Set(all.map(normaliseRegion))].filter((region) => locations?.includes(region) ?? true);
}
