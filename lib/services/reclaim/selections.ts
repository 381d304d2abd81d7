import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { SnapshotsToFind } from "#lib/services/diff/find-diff-pair.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

/** Snapshots of one chain that would go, oldest first. */
export interface Selection {
  chain: Chain;
  snapshots: Snapshot[];
}

/** By chain, as far as they are seen. A chain is read once, however many of it are asked for. */
export async function findSelections(
  { estate }: { estate: SnapshotsToFind },
  ids: readonly string[],
  context: CallContext,
): Promise<Selection[]> {
  const wanted = new Set(ids.map(resourceKey));
  const found: Selection[] = [];
  const known = new Set<string>();
  for (const id of ids) {
    if (known.has(resourceKey(id))) continue;
    const chain = (await estate.snapshots.find(context, id))?.chain;
    if (!chain) continue;
    const snapshots = chain.snapshots.filter((one) => wanted.has(resourceKey(one.id)));
    for (const one of snapshots) known.add(resourceKey(one.id));
    found.push({ chain, snapshots });
  }
  return found;
}
