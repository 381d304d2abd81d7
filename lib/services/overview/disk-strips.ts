// Thirty days of each disk at a glance: on which a snapshot was taken, on which one was due and was not.
import type { Overview } from "#lib/contract/overview.ts";
import { findOverdue } from "#lib/domain/chains/snapshot-interval.ts";
import { DAY_MS, dateOf } from "#lib/domain/costs/billing-month.ts";
import { epochMs } from "#lib/domain/iso-time.ts";
import type { DiskHistory } from "#lib/services/ports/estate.ts";

type Strip = Overview["diskStrips"][number];

/** In the order given, those without any snapshot too; days oldest first, in UTC. */
export function diskStrips(histories: readonly DiskHistory[], nowMs: number, days: number): Strip[] {
  return histories.map((history) => toStrip(history, nowMs, days));
}

function toStrip({ diskId, diskName, createdAt, chainKey, isIncremental, times }: DiskHistory, nowMs: number, days: number): Strip {
  const counts = new Map<string, number>();
  for (const time of times) {
    const date = dateOf(epochMs(time));
    counts.set(date, (counts.get(date) ?? 0) + 1);
  }
  const madeOn = createdAt === null ? undefined : dateOf(epochMs(createdAt));
  // Full ones are taken when somebody wants them.
  const overdueFrom = isIncremental ? overdueDate(times, nowMs) : undefined;
  return {
    diskId,
    diskName,
    ...(chainKey === null ? {} : { chainId: chainKey }),
    days: Array.from({ length: days }, (_, i): Strip["days"][number] => {
      const date = dateOf(nowMs - (days - 1 - i) * DAY_MS);
      const count = counts.get(date) ?? 0;
      if (count > 0) return { date, state: "taken", count };
      if (madeOn !== undefined && date < madeOn) return { date, state: "before-disk", count };
      return { date, state: overdueFrom !== undefined && date >= overdueFrom ? "overdue" : "none", count };
    }),
  };
}

function overdueDate(times: string[], nowMs: number): string | undefined {
  const overdue = findOverdue(times, nowMs);
  return overdue && dateOf(overdue.sinceMs);
}
