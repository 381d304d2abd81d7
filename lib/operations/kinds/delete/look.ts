// Everything that may speak against deleting these snapshots, looked at now: by the plan, and by the operation right before.
import pLimit from "p-limit";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, resourceName, type Snapshot, sameResource } from "#lib/domain/inventory/inventory.ts";
import type { DeleteFacts } from "#lib/domain/plans/delete-rule.ts";
import type { KindDeps } from "#lib/operations/kinds/operation-kind.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { ConfirmedSnapshot } from "#lib/services/ports/writer.ts";

export type LookDeps = Pick<KindDeps, "inventory" | "safeguards" | "clock">;

const LOOKS_AT_ONCE = 8;
/** Without what is done to it here, which is looked at later (usage.ts). */
export interface LookedAt extends Omit<DeleteFacts, "isOwnSas" | "usedBy" | "holds"> {
  id: string;
}

/** In the order they are given; the chains are theirs, as far as they are seen. */
export async function lookAtEach(
  deps: LookDeps,
  snapshots: readonly ConfirmedSnapshot[],
  chains: readonly Chain[],
  context: CallContext,
): Promise<LookedAt[]> {
  const limit = pLimit(LOOKS_AT_ONCE);
  const [found, safeguards] = await Promise.all([
    Promise.all(snapshots.map(({ id }) => limit(() => deps.inventory.getSnapshot(id, context)))),
    deps.safeguards.look(
      snapshots.map(({ id }) => id),
      context,
    ),
  ]);
  const linksTo = (id: string) =>
    chains
      .flatMap((chain) => (chain.snapshots.some((one) => sameResource(one.id, id)) ? chain.copies : []))
      .filter((link) => sameResource(link.sourceSnapshotId, id));
  const copies = await Promise.all(
    snapshots.map(({ id }) =>
      Promise.all(linksTo(id).map((link) => limit(async () => withCopy(link, await deps.inventory.getSnapshot(link.copy.id, context))))),
    ),
  );
  return snapshots.map(({ id, uniqueId }, i): LookedAt => {
    const safeguard = safeguards.get(resourceKey(id));
    return {
      id,
      name: found[i]?.name ?? resourceName(id),
      uniqueId,
      now: found[i],
      nowMs: deps.clock.nowMs(),
      copies: copies[i]?.flat() ?? [],
      locks: safeguard?.locks ?? [],
      unknownLocks: safeguard?.unknownLocks,
      mayDelete: safeguard?.mayDelete,
    };
  });
}

/** Gone since the lists were read: it depends on nothing any more. */
function withCopy(link: Chain["copies"][number], now: Snapshot | undefined): Chain["copies"] {
  return now ? [{ ...link, copy: now }] : [];
}
