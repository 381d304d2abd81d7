import { type ComparedResources, compareWithBill } from "#lib/domain/costs/bill-comparison.ts";
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
    billedThrough: billed.throughAll,
    costs: byResource,
    usdByResourceDate: billed.usdByResourceDate,
    isSilent: (resource) => !billed.answered.has(parseResourceId(resource)?.subscriptionId ?? ""),
    unattributedUsd: (through) => {
      const amounts = [...unattributedUsdByDate].flatMap(([date, usd]) => (date <= through ? usd : []));
      return amounts.length > 0 ? sumDecimals(amounts) : null;
    },
  });
}
