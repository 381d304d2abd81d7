// From what snapshots stored in a month to what the estimate counts.
import { monthEndMs, monthStartMs } from "#lib/domain/costs/billing-month.ts";
import type { CostInput } from "#lib/domain/costs/cost-estimate.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import { storedPieces } from "#lib/domain/sizes/stored-span.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { CostFilter, CostSubject, EstateSnapshots, HeldSpan } from "#lib/services/ports/estate.ts";
import type { PricesFor } from "./estate-prices.ts";

/** Those that were there in the month. */
export function subjectsOfMonth(
  snapshots: Pick<EstateSnapshots, "costSubjects">,
  filter: CostFilter,
  month: string,
  context: CallContext,
): Promise<CostSubject[]> {
  const [from, to] = [new Date(monthStartMs(month)).toISOString(), new Date(monthEndMs(month)).toISOString()];
  return snapshots.costSubjects(context, filter, { from, to });
}

/** What each snapshot stored; with `images` (by unique id) what it would have stored as a full one. */
export function costInputs(
  subjects: readonly CostSubject[],
  prices: PricesFor,
  month: string,
  images?: ReadonlyMap<string, number>,
): CostInput[] {
  return subjects.map((subject) => {
    const pieces = storedPieces(subject.spans, monthStartMs(month), monthEndMs(month));
    const image = images?.get(subject.uniqueId);
    return {
      snapshotId: subject.uniqueId,
      chainKey: subject.chainKey,
      pieces: image === undefined ? pieces : pieces.map((piece) => ({ ...piece, bytes: piece.bytes === null ? null : image })),
      assumed: subject.spans.flatMap(assumedTimes),
      usdPerGibMonth: prices.of(subject)?.usdPerGibMonth ?? null,
    };
  });
}

/**
 * Before the first reading that saw it nobody knows against which base it counted; after the last one that saw it, and its
 * base, when it went.
 */
function assumedTimes({ since, until, seenSince, seenUntil }: HeldSpan): { fromMs: number; toMs: number }[] {
  const from = { fromMs: epochMs(since), toMs: Math.min(epochMs(seenSince), until === undefined ? Infinity : epochMs(until)) };
  const to =
    until !== undefined && seenUntil !== undefined ? [{ fromMs: Math.max(from.toMs, epochMs(seenUntil)), toMs: epochMs(until) }] : [];
  return [from, ...to].filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** It is there, its size is not known, and a measurement would add it to the month. */
export function isUnmeasured({ goneAt, spans }: CostSubject): boolean {
  const last = spans.at(-1);
  return goneAt === undefined && last !== undefined && last.until === undefined && last.bytes === null;
}
