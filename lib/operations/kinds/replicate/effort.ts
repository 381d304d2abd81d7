// How many requests a replication needs and how long Azure takes for them, from what is measured: a range, for how the changes lie
// is read when it runs. At least one request for each 4 MiB; at most one more for each range.
import type { Chain } from "#lib/domain/chains/snapshot-chain.ts";
import { formatCount, formatDuration } from "#lib/domain/format.ts";
import { MAX_STRIPE_BYTES, stripesOf } from "#lib/domain/replication/replica.ts";
import { MAX_REQUEST_BYTES } from "#lib/domain/replication/request-plan.ts";
import type { TransferRates } from "#lib/domain/replication/transfer-rates.ts";
import type { SnapshotDelta } from "#lib/domain/sizes/stored-size.ts";
import type { PointOfSeries } from "./series.ts";

/** By uniqueId of the snapshot; with the numbers of its ranges. */
export type CountedDeltas = ReadonlyMap<string, SnapshotDelta & { writtenRanges?: number; clearedRanges?: number }>;

export interface Effort {
  leastRequests: number;
  /** undefined: how the changes lie is not known of all. */
  mostRequests: number | undefined;
  /** With all blobs at Azure's limits. */
  leastSeconds: number;
  mostSeconds: number | undefined;
}

/** bytes: of all that is written. */
export function effortOf(
  bytes: number,
  points: readonly PointOfSeries[],
  chain: Pick<Chain, "snapshots">,
  deltas: CountedDeltas,
  rates: TransferRates,
): Effort {
  const ranges = points.map((point) => rangesOf(point, chain, deltas));
  const isCounted = ranges.every((count) => count !== undefined);
  const leastRequests = Math.max(points.length, Math.ceil(bytes / MAX_REQUEST_BYTES));
  const mostRequests = isCounted ? leastRequests + ranges.reduce((sum: number, count) => sum + (count ?? 0), 0) : undefined;
  const blobs = Math.max(1, ...points.map(({ snapshot }) => stripesOf(snapshot.diskSizeBytes ?? 0)));
  const seconds = (requests: number) => Math.max(requests / rates.requestsPerSecond, bytes / rates.bytesPerSecond);
  return {
    leastRequests,
    mostRequests,
    // All in one stripe is the most.
    leastSeconds: seconds(leastRequests) / blobs,
    mostSeconds: mostRequests === undefined ? undefined : seconds(mostRequests),
  };
}

/** Known where its changes were measured against the very snapshot it is built on. */
function rangesOf({ snapshot, base }: PointOfSeries, { snapshots }: Pick<Chain, "snapshots">, deltas: CountedDeltas): number | undefined {
  const delta = deltas.get(snapshot.uniqueId);
  const isSame = delta !== undefined && delta.baseUniqueId === (base?.uniqueId ?? null);
  if (!isSame || !snapshots.includes(snapshot)) return undefined;
  return delta.writtenRanges === undefined ? undefined : delta.writtenRanges + (delta.clearedRanges ?? 0);
}

export function requestsText({ leastRequests, mostRequests }: Effort): string {
  if (mostRequests === undefined) return `at least ${formatCount(leastRequests)} requests`;
  if (mostRequests === leastRequests) return `${formatCount(leastRequests)} requests`;
  return `${formatCount(leastRequests)} to ${formatCount(mostRequests)} requests`;
}

export function timeText({ leastSeconds, mostSeconds }: Effort): string {
  const least = formatDuration(leastSeconds * 1000);
  if (mostSeconds === undefined) return `at least ${least}`;
  const most = formatDuration(mostSeconds * 1000);
  return least === most ? `about ${least}` : `${least} to ${most}`;
}

export const STRIPE_NOTE = `A disk of more than ${MAX_STRIPE_BYTES / 2 ** 40} TiB is cut into stripes of that size, one blob each.`;
