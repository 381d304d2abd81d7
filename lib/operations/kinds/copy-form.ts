// What the forms of copies may offer, and whether the region asked for may be used.

import type { CopyFormOptions } from "#lib/contract/copy-form.ts";
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import {
  allRegions,
  findRegion,
  isAccessRestricted,
  normaliseRegion,
  regionLabel,
  sameRegion,
  snapshotSkuChoices,
} from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { composeName, freeName } from "#lib/domain/inventory/resource-name.ts";
import { canCopy, canCopyTo } from "#lib/domain/plans/copy-rule.ts";
import type { Choice, PlanProblem } from "#lib/domain/plans/plan.ts";
import type { Surroundings, TargetPlace } from "#lib/services/plans/plan-estate.ts";
import { groupsFor } from "#lib/services/plans/target-group.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { earlierIndices } from "./copy-series.ts";
import type { ChosenOptions, KindDeps } from "./operation-kind.ts";

export function regionProblems({ subscription: { name, locations } }: Pick<TargetPlace, "subscription">, region: string): PlanProblem[] {
  if (locations?.includes(region) ?? true) return [];
  return [
    { field: "targetRegion", rule: "region-not-offered", message: `${regionLabel(region)} is not among the regions ${name} may use.` },
  ];
}

/** What a form may offer for a copy of this one. */
export async function copyOptionsOf(
  { estate }: Pick<KindDeps, "estate">,
  around: Surroundings,
  context: CallContext,
  { targetSubscriptionId }: ChosenOptions = {},
): Promise<CopyFormOptions> {
  const { snapshot, chain } = around;
  const target = await around.target(targetSubscriptionId);
  const regions = copyRegionChoices(snapshot, chain, regionsToOffer(around, target), target.subscriptionId);
  const suggested = (regions.find((r) => r.recommended && r.possible) ?? regions.find((r) => r.possible))?.value;
  const groups = await groupsFor(
    around,
    target,
    regions.map(({ value }) => value),
  );
  const group = suggested ? groups.get(suggested) : undefined;
  return {
    ...canCopy(snapshot, chain),
    regions,
    subscriptions: await subscriptionChoices(estate, snapshot, context),
    targetSubscriptionId: target.subscriptionId,
    resourceGroups: target.groups.map(({ name, region }) => ({ name, region })),
    skus: snapshotSkuChoices(suggested ?? snapshot.location),
    suggestedName: freeName(
      suggestCopyName(snapshot, suggested ?? snapshot.location),
      await target.snapshotNames(group?.name ?? snapshot.resourceGroup),
    ),
    ...(suggested ? { suggestedRegion: suggested } : {}),
    ...(group && !group.isGuess ? { suggestedResourceGroup: group.name } : {}),
    suggestedGroups: Object.fromEntries(groups),
    ...earlierOnes(snapshot, chain, target.subscriptionId),
  };
}

/** Its own first, then the others by name: all in which something may be made, as far as Azure says. */
async function subscriptionChoices(
  estate: KindDeps["estate"],
  { subscriptionId: ownId }: Snapshot,
  context: CallContext,
): Promise<CopyFormOptions["subscriptions"]> {
  const all = await estate.subscriptions(context);
  const isOwn = ({ id }: { id: string }) => id.toLowerCase() === ownId.toLowerCase();
  const choices = all.map(({ id, name, closed }) => ({ value: id, label: name, possible: closed === undefined, reason: closed }));
  const [own, others] = [choices.filter(({ value }) => isOwn({ id: value })), choices.filter(({ value }) => !isOwn({ id: value }))];
  return [...own, ...others.toSorted((a, b) => a.label.localeCompare(b.label, "en"))];
}

function earlierOnes(snapshot: Snapshot, chain: Chain, targetSubscriptionId: string): Pick<CopyFormOptions, "earlier" | "earlierDone"> {
  const index = chain.snapshots.findIndex(({ id }) => sameResource(id, snapshot.id));
  const all = earlierIndices(chain, { index, newestCopiedIndex: undefined });
  const earlier = all.flatMap((at) => chain.snapshots[at] ?? []).map(({ id, name }) => ({ id, name }));
  const regions = [...new Set(chain.copies.map(({ region }) => normaliseRegion(region)))];
  const done = (region: string) => all.length - earlierIndices(chain, placeOf(snapshot, chain, region, targetSubscriptionId)).length;
  return { earlier, earlierDone: Object.fromEntries(regions.map((region) => [region, done(region)])) };
}

/** Regions in use first, then the paired one, then the rest of what the subscription may use. */
function regionsToOffer({ snapshot, regionsInUse }: Surroundings, { subscription: { locations } }: TargetPlace): string[] {
  const pair = findRegion(snapshot.location)?.pair;
  const all = [...regionsInUse, ...(pair ? [pair] : []), ...(locations ?? allRegions().map((region) => region.name))];
  // Every one may be used where Azure did not say.
  return [...new Set(all.map(normaliseRegion))].filter((region) => locations?.includes(region) ?? true);
}

/** Regions a form may offer. Recommended: where the chain's copies already are, else the paired region. */
export function copyRegionChoices(
  snapshot: Snapshot,
  chain: Chain,
  regions: readonly string[],
  targetSubscriptionId = snapshot.subscriptionId,
): Choice[] {
  const used = chain.copies.at(-1)?.region;
  const pair = findRegion(snapshot.location)?.pair;
  const best = used ?? (pair !== undefined && !isAccessRestricted(pair) ? pair : undefined);
  return regions.map((region) => {
    const { possible, reason } = canCopyTo({ snapshot, chain, targetRegion: region, targetSubscriptionId });
    return {
      value: normaliseRegion(region),
      label: regionLabel(region),
      possible,
      reason,
      recommended: possible && best !== undefined && sameRegion(region, best),
    };
  });
}

export function suggestCopyName(snapshot: Snapshot, targetRegion: string): string {
  return composeName(snapshot.name, normaliseRegion(targetRegion));
}
