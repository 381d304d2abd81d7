import { AppError } from "#lib/domain/app-error.ts";
import { canDiff } from "#lib/domain/chains/diff-rule.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";

export interface DiffPair {
  base: Snapshot;
  target: Snapshot;
  chain: Chain;
}

/** The two snapshots by id; throws not-found with the field, or not-possible with Azure's rule. */
export function findDiffPair(estate: Estate, query: { base: string; target: string }): DiffPair {
  const base = findSnapshot(estate, query.base, "base");
  const target = findSnapshot(estate, query.target, "target");
  const chain = estate.structure.chainOf(target);
  const possibility = canDiff(base, target, { sameChain: estate.structure.chainOf(base) === chain });
  if (!possibility.ok) throw new AppError("not-possible", possibility.reason, { details: { rule: possibility.rule } });
  return { base, target, chain };
}

export function findSnapshot(estate: Estate, id: string, field: string): Snapshot {
  const snapshot = estate.structure.snapshot(id);
  if (!snapshot) throw new AppError("not-found", "There is no such snapshot; it may have been deleted.", { details: { field, given: id } });
  return snapshot;
}
