// Order of the cost lines by an exact column; what is not known comes last in either direction.
import type { CostRow } from "#lib/contract/costs.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";

export type CostSortKey = "usedGib" | "quantity" | "estimateUsd" | "forecastUsd" | "billedUsd";

export interface CostSort {
  key: CostSortKey;
  isDescending: boolean;
}

export function sortRows(rows: CostRow[], { key, isDescending }: CostSort): CostRow[] {
  const withValue = rows.map((row) => ({ row, value: row[key] === null ? undefined : new ExactDecimal(row[key]) }));
  withValue.sort((a, b) => {
    if (!a.value || !b.value) return Number(!a.value) - Number(!b.value) || a.row.label.localeCompare(b.row.label);
    const order = a.value.comparedTo(b.value);
    return (isDescending ? -order : order) || a.row.label.localeCompare(b.row.label);
  });
  return withValue.map(({ row }) => row);
}
