// When a copy's turn comes. Azure copies one snapshot of a disk at a time, in the order of their creation, and a hundred at once into
// a region of a subscription (learn.microsoft.com, "Copy an incremental snapshot to a new region"). What would break that waits.
import { placeOf } from "#lib/domain/chains/copy-place.ts";
import { normaliseRegion } from "#lib/domain/inventory/azure-region.ts";
import { type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import { copyWait, MAX_COPIES_PER_REGION } from "#lib/domain/plans/copy-rule.ts";
import { type CopyPlace, targetSubscriptionOf } from "#lib/domain/plans/copy-target.ts";
import type { OperationTurn } from "#lib/operations/engine/operation-turn.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { KindDeps, KindTurn } from "./operation-kind.ts";
import { sourcesOf } from "./operation-sources.ts";

type CopyTurnDeps = Pick<KindDeps, "estate" | "inventory">;

/** What is copied is in the request as operation-sources.ts reads it. */
export function createCopyTurn<Request extends CopyPlace>(deps: CopyTurnDeps): KindTurn<Request> {
  return {
    of: (request, context) => turnOf(deps, request, context),
    azureWait: (request, context) => azureWait(deps, request, context),
  };
}

async function turnOf(deps: CopyTurnDeps, request: CopyPlace, context: CallContext): Promise<OperationTurn> {
  const { oldest, chain } = await sourceOf(deps, request, context);
  const place = `${targetSubscriptionOf(oldest.id, request)}/${normaliseRegion(request.targetRegion)}`;
  return {
    line: (oldest.familyId ?? chain.key).toLowerCase(),
    slot: place.toLowerCase(),
    maxInSlot: MAX_COPIES_PER_REGION,
    orderAt: oldest.timeCreated,
  };
}

/** What others have under way in Azure: ours are in the queue. */
async function azureWait({ inventory, ...deps }: CopyTurnDeps, request: CopyPlace, context: CallContext): Promise<string | undefined> {
  const { oldest, around, chain } = await sourceOf({ inventory, ...deps }, request, context);
  const target = await around.target(targetSubscriptionOf(oldest.id, request));
  const region = normaliseRegion(request.targetRegion);
  const { running } = placeOf(oldest, chain, region, target.subscriptionId);
  // The list may be a minute old: what it shows under way is looked at once more.
  const now = await Promise.all(running.map(({ id }) => inventory.getSnapshot(id, context)));
  const copies = chain.copies.flatMap((link) => {
    const at = running.findIndex(({ id }) => sameResource(id, link.copy.id));
    if (at < 0) return [link];
    return now[at] ? [{ ...link, copy: now[at] }] : [];
  });
  const place = placeOf(oldest, { ...chain, copies }, region, target.subscriptionId);
  return copyWait({ targetRegion: region, activeCopiesInTarget: await target.copiesUnderWay(region) }, place);
}

async function sourceOf({ estate }: CopyTurnDeps, request: CopyPlace, context: CallContext) {
  const ids = sourcesOf({ ...request });
  const around = await estate.around(ids[0] ?? "", "snapshots", context);
  const { chain } = around;
  const isSource = ({ id }: Snapshot) => ids.some((one) => sameResource(one, id));
  return { around, chain, oldest: chain.snapshots.find(isSource) ?? around.snapshot };
}
