import type { Sort } from "./data-table-column.ts";

/** "Sorted by Delta, descending". A column that is not shown is named by its key. */
export function orderWords(columns: readonly { header: string; sortKey?: string }[], { key, order }: Sort): string {
  const name = columns.find(({ sortKey }) => sortKey === key)?.header ?? key;
  return `Sorted by ${name}, ${order === "asc" ? "ascending" : "descending"}`;
}
