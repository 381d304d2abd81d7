import { type ComparedResources, compareWithBill } from "#lib/domain/costs/bill-comparison.ts";
import { DAY_MS, HOUR_MS, monthStartMs } from "#lib/domain/costs/billing-month.ts";
import type { SnapshotCost } from "#lib/domain/costs/cost-estimate.ts";
import { sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { parseResourceId, resourceKey } from "#lib/domain/inventory/inventory.ts";
import type { CostSubject } from "#lib/services/ports/estate.ts";
import type { BilledMonth } from "./billed-month.ts";

interface MonthSides {
  subjects: readonly CostSubject[];
  /** One for each of them. */
  costs: readonly SnapshotCost[];
  billed: BilledMonth;
  month: string;
  nowMs: number;
}

/**
 * The last day for which no bill is behind: of one whose snapshots were all gone by its last day, nothing more comes. Where none
 * holds back, the last day of all.
 */
function comparableThrough(
  costs: ReadonlyMap<string, readonly SnapshotCost[]>,
  throughOf: ReadonlyMap<string, string>,
  month: string,
): string | undefined {
  const endHour = (date: string) => (Date.parse(date) + DAY_MS - monthStartMs(month)) / HOUR_MS;
  const behind = [...costs].flatMap(([resource, ofOne]) => {
    const last = throughOf.get(parseResourceId(resource)?.subscriptionId ?? "");
    return last !== undefined && ofOne.some(({ parts }) => parts.some(({ toHour }) => toHour > endHour(last))) ? last : [];
  });
  return behind.toSorted()[0] ?? [...throughOf.values()].toSorted().at(-1);
}

/** Estimate and bill of a month, resource by resource; undefined while there is nothing to compare. */
export function compareMonth({ subjects, costs, billed, month, nowMs }: MonthSides): ComparedResources | undefined {
  const byResource = new Map<string, SnapshotCost[]>();
  for (const [i, cost] of costs.entries()) {
    const subject = subjects[i];
    if (!subject) continue;
    const key = resourceKey(subject.id);
    byResource.set(key, [...(byResource.get(key) ?? []), cost]);
  }
  const { unattributedUsdByDate } = billed;
  return compareWithBill({
    month,
    nowMs,
    billedThrough: comparableThrough(byResource, billed.throughOf, month),
    costs: byResource,
    usdByResourceDate: billed.usdByResourceDate,
    isSilent: (resource) => !billed.answered.has(parseResourceId(resource)?.subscriptionId ?? ""),
    unattributedUsd: (through) => {
      const amounts = [...unattributedUsdByDate].flatMap(([date, usd]) => (date <= through ? usd : []));
      return amounts.length > 0 ? sumDecimals(amounts) : null;
    },
  });
}
