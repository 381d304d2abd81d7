// The earlier snapshots of a chain that have no copy in the target region, and this one: Azure copies in the order of
// creation, so whoever wants them all begins with the oldest, and should know before what all of them move and cost.
//
//   chain      s1 ── s2 ── s3 ── s4        there: s1      series: s2, s3, s4
//   each sends what the one before it lacks
import type { ChainPlace } from "#lib/domain/chains/copy-place.ts";
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canCopy } from "#lib/domain/plans/copy-rule.ts";
import type { AmountBound, PlanCost, PlanSeries } from "#lib/domain/plans/plan.ts";
import { type DeltasByUniqueId, type TransferSize, transferSize } from "#lib/domain/sizes/transfer-size.ts";

export interface SeriesQuestion {
  chain: Chain;
  place: Pick<ChainPlace, "index" | "newestCopiedIndex">;
  targetRegion: string;
  deltas: DeltasByUniqueId;
  costs(amount: SeriesAmount): PlanCost[];
}

export interface SeriesAmount {
  bytes: number | null;
  bound?: AmountBound;
  note?: string;
}

/** Undefined where none is missing before this one. */
export function copySeries({ chain, place, targetRegion, deltas, costs }: SeriesQuestion): PlanSeries | undefined {
  const indices = [...earlierIndices(chain, place), place.index];
  if (indices.length === 1) return undefined;
  const sizes = indices.map((index, i) => transferSize(chain.snapshots, index, i === 0 ? place.newestCopiedIndex : indices[i - 1], deltas));
  const members = indices.flatMap((index) => chain.snapshots[index] ?? []).map(({ id, name }) => ({ id, name }));
  const amount = sumOf(sizes);
  const region = regionLabel(targetRegion);
  return {
    summary: `To have ${members.length === 2 ? "both" : `all ${formatCount(members.length)}`} in ${region}, begin with ${members[0]?.name}; each next one can be started when the one before is complete.`,
    members,
    transferBytes: amount.bytes,
    ...(amount.bound ? { bound: amount.bound } : {}),
    transferBasis: amount.note ?? "The sum of what each lacks of the one before it.",
    costs: costs(amount),
  };
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
