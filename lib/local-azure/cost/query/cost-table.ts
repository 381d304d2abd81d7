// Usage rows summed into the table a Cost Management query answers with: columns are to be read by name.

import { decimalText } from "../meter/meter-quantity.ts";
import type { UsageRow } from "../meter/usage-rows.ts";
import { costPicos } from "../meter/usage-rows.ts";
import type { AggregationName, CostQuery } from "./cost-query.ts";
import { dimensions } from "./cost-query.ts";

export interface CostTable {
  columns: { name: string; type: "Number" | "String" }[];
  rows: (string | number)[][];
}

interface Group {
  row: UsageRow;
  quantityMicros: bigint;
  costPicos: bigint;
}

export function costTable(query: CostQuery, usage: Iterable<UsageRow>): CostTable {
  const groups = new Map<string, Group>();
  for (const row of usage) {
    if (!query.keeps(row)) continue;
    const key = JSON.stringify([...periodOf(query, row), ...labelsOf(query, row)]);
    const group = groups.get(key) ?? { row, quantityMicros: 0n, costPicos: 0n };
    group.quantityMicros += row.quantityMicros;
    group.costPicos += costPicos(row);
    groups.set(key, group);
  }
  return {
    columns: columnsOf(query),
    rows: [...groups.values()].map((group) => [
      ...query.aggregations.map((name) => amountOf(name, group)),
      ...periodOf(query, group.row),
      ...labelsOf(query, group.row),
      "USD",
    ]),
  };
}

function columnsOf(query: CostQuery): CostTable["columns"] {
  const period: CostTable["columns"] = [];
  if (query.granularity === "Daily") period.push({ name: "UsageDate", type: "Number" });
  if (query.granularity === "Monthly") period.push({ name: "BillingMonth", type: "String" });
  return [
    ...query.aggregations.map((name) => ({ name, type: "Number" }) as const),
    ...period,
    ...query.grouping.map((name) => ({ name, type: "String" }) as const),
    { name: "Currency", type: "String" },
  ];
}

function periodOf(query: CostQuery, row: UsageRow): (string | number)[] {
  if (query.granularity === "None") return [];
  const day = new Date(row.dayMs).toISOString().slice(0, 10);
  return query.granularity === "Daily" ? [Number(day.replaceAll("-", ""))] : [`${day.slice(0, 7)}-01T00:00:00`];
}

function labelsOf(query: CostQuery, row: UsageRow): string[] {
  return query.grouping.map((name) => dimensions[name](row));
}

/** The nearest double of the exact decimal, as in Azure's own JSON. */
function amountOf(name: AggregationName, group: Group): number {
  return Number(name === "UsageQuantity" ? decimalText(group.quantityMicros, 6) : decimalText(group.costPicos, 12));
}
