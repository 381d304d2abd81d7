import { AppError } from "#lib/domain/app-error.ts";
import { canDiff } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

export interface DiffPair {
  base: Snapshot;
  target: Snapshot;
  chain: Chain;
}

export type SnapshotsToFind = { snapshots: Pick<Estate["snapshots"], "find"> };

/** The two snapshots by id, both of which who asks must see; throws not-found with the field, or not-possible with Azure's rule. */
export async function findDiffPair(
  estate: SnapshotsToFind,
  query: { base: string; target: string },
  context: CallContext,
): Promise<DiffPair> {
  const base = await findSnapshot(estate, query.base, "base", context);
  const target = await findSnapshot(estate, query.target, "target", context);
  const { chain } = target;
  const possibility = canDiff(base.snapshot, target.snapshot, { sameChain: base.chain.key === chain.key });
  if (!possibility.ok) throw new AppError("not-possible", possibility.reason, { details: { rule: possibility.rule } });
  return { base: base.snapshot, target: target.snapshot, chain };
}

/** With its chain. What one may not see is not there. */
export async function findSnapshot(
  estate: SnapshotsToFind,
  id: string,
  field: string,
  context: CallContext,
): Promise<{ snapshot: Snapshot; chain: Chain }> {
  const found = await estate.snapshots.find(context, id);
  if (!found) throw new AppError("not-found", "There is no such snapshot; it may have been deleted.", { details: { field, given: id } });
  return found;
}
