// Order of the cost lines by an exact column; what is not known comes last in either direction.
import type { CostRow } from "#lib/contract/costs.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { usedNow } from "./shown-costs.ts";

export const COST_SORT_KEYS = [
  "usedGib",
  "quantity",
  "estimateUsd",
  "forecastUsd",
  "billedUsd",
  "differenceUsd",
  "otherBilledUsd",
] as const;
export type CostSortKey = (typeof COST_SORT_KEYS)[number];

export interface CostSort {
  key: CostSortKey;
  order: "asc" | "desc";
}

export function sortRows(rows: CostRow[], { key, order }: CostSort): CostRow[] {
  const withValue = rows.map((row) => {
    const value = amountOf(row, key);
    return { row, value: value === null ? undefined : new ExactDecimal(value) };
  });
  withValue.sort((a, b) => {
    if (!a.value || !b.value) return Number(!a.value) - Number(!b.value) || a.row.label.localeCompare(b.row.label);
    const ascending = a.value.comparedTo(b.value);
    return (order === "desc" ? -ascending : ascending) || a.row.label.localeCompare(b.row.label);
  });
  return withValue.map(({ row }) => row);
}

function amountOf(row: CostRow, key: CostSortKey): string | null {
  if (key === "differenceUsd") return row.compared?.differenceUsd ?? null;
  return key === "usedGib" ? usedNow(row) : row[key];
}
