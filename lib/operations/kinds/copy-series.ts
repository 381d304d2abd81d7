// Copies of one chain that follow each other: each sends what the one before it lacks.
//
//   chain      s1 ── s2 ── s3 ── s4        there: s1      series: s2, s3, s4
import type { ChainPlace } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canCopy } from "#lib/domain/plans/copy-rule.ts";
import type { AmountBound } from "#lib/domain/plans/plan.ts";
import { type DeltasByUniqueId, type TransferSize, transferSize } from "#lib/domain/sizes/transfer-size.ts";

export interface SeriesAmount {
  bytes: number | null;
  bound?: AmountBound;
  note?: string;
}

/** indices: of the chain, oldest first. newestCopiedIndex: what is there before; undefined: nothing. */
export function seriesAmount(
  snapshots: readonly Snapshot[],
  indices: readonly number[],
  newestCopiedIndex: number | undefined,
  deltas: DeltasByUniqueId,
): SeriesAmount {
  return sumOf(indices.map((index, i) => transferSize(snapshots, index, i === 0 ? newestCopiedIndex : indices[i - 1], deltas)));
}

/** Of those before this one that can still be copied, oldest first. */
export function earlierIndices(chain: Chain, { index, newestCopiedIndex }: Pick<ChainPlace, "index" | "newestCopiedIndex">): number[] {
  const isPossible = (snapshot: Snapshot) => canCopy(snapshot, chain).possible;
  return chain.snapshots.slice(0, index).flatMap((snapshot, i) => (i > (newestCopiedIndex ?? -1) && isPossible(snapshot) ? [i] : []));
}

/** With something missing it is the least there is, of which only what is exact counts; else the most, where a page may count twice. */
function sumOf(sizes: readonly TransferSize[]): SeriesAmount {
  const unmeasured = sizes.filter(({ bytes }) => bytes === null).length;
  const counted = unmeasured > 0 ? sizes.filter(({ exact }) => exact) : sizes;
  const bytes = counted.reduce((sum, size) => sum + (size.bytes ?? 0), 0);
  const note = `${formatCount(unmeasured)} of ${formatCount(sizes.length)} ${unmeasured === 1 ? "is" : "are"} not measured yet.`;
  if (counted.length === 0) return { bytes: null, note };
  if (unmeasured > 0) return { bytes, bound: "at-least", note };
  return sizes.every(({ exact }) => exact) ? { bytes } : { bytes, bound: "at-most" };
}
