// Which snapshots of a chain can be compared with which, by the domain's rule on the chain's rows: the pair picker offers
// only those, and a pair that Azure refuses leads to the nearest one it allows.
import type { ChainDetail } from "#lib/contract/chains.ts";
import type { SnapshotRow } from "#lib/contract/inventory.ts";
import { canDiffSides, type DiffSide } from "#lib/domain/chains/diff-rule.ts";
import { sameResource } from "#lib/domain/inventory/inventory.ts";

export interface SnapshotPair {
  base: string;
  target: string;
}

/** Why Azure cannot compare these two; undefined when it can. */
export function pairProblem(chain: ChainDetail, pair: SnapshotPair): string | undefined {
  const base = chain.snapshots.find((row) => sameResource(row.id, pair.base));
  const target = chain.snapshots.find((row) => sameResource(row.id, pair.target));
  if (!base || !target) return "The two snapshots are not in one chain. Azure compares only snapshots of one disk.";
  return rowsProblem(base, target);
}

/** The same for two rows of one chain. */
export function rowsProblem(base: SnapshotRow, target: SnapshotRow): string | undefined {
  const possibility = canDiffSides(toSide(base), toSide(target), true);
  return possibility.ok ? undefined : possibility.reason;
}

function toSide({ id, name, kind, createdAt, provisionedBytes, unreadable }: SnapshotRow): DiffSide {
  return { id, name, incremental: kind === "incremental", timeCreated: createdAt, diskSizeBytes: provisionedBytes, unreadable };
}

/** The possible pair closest to the wanted one: the same target with the nearest base, else the nearest target. */
export function nearestPair(chain: ChainDetail, wanted: SnapshotPair): SnapshotPair | undefined {
  const ordered = inOrder(chain);
  const position = (id: string) => ordered.find((s) => sameResource(s.id, id))?.positionInChain;
  const targetAt = position(wanted.target) ?? ordered.at(-1)?.positionInChain ?? 0;
  const baseAt = position(wanted.base) ?? targetAt - 1;
  // Asked the wrong way round: the same two, swapped.
  const swapped = { base: wanted.target, target: wanted.base };
  if (baseAt > targetAt && !pairProblem(chain, swapped)) return swapped;
  const byDistance = <T extends SnapshotRow>(rows: T[], to: number) =>
    rows.toSorted((a, b) => Math.abs(a.positionInChain - to) - Math.abs(b.positionInChain - to));
  for (const target of byDistance(ordered, targetAt)) {
    for (const base of byDistance(ordered, baseAt)) {
      const pair = { base: base.id, target: target.id };
      if (base.positionInChain < target.positionInChain && !pairProblem(chain, pair)) return pair;
    }
  }
  return undefined;
}

/** The next pair of neighbours up or down the chain from this target; undefined at its ends. */
export function stepPair(chain: ChainDetail, pair: SnapshotPair, step: 1 | -1): SnapshotPair | undefined {
  const ordered = inOrder(chain);
  const at = ordered.findIndex((s) => sameResource(s.id, pair.target));
  for (let i = at + step; at >= 0 && i > 0 && i < ordered.length; i += step) {
    const [base, target] = [ordered[i - 1], ordered[i]];
    if (base && target && !pairProblem(chain, { base: base.id, target: target.id })) return { base: base.id, target: target.id };
  }
  return undefined;
}

export function inOrder(chain: ChainDetail): SnapshotRow[] {
  return chain.snapshots.toSorted((a, b) => a.positionInChain - b.positionInChain);
}
