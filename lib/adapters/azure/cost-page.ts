// One page of Cost Management's answer. Columns are known by their names, in whatever order they come, and one that
// is missing is told: an amount in the currency of the bill must never pass for dollars.
import { AppError } from "#lib/domain/app-error.ts";
import type { BilledRow } from "#lib/services/ports/billing.ts";
import { parseExactJson, toDecimalText } from "./exact-json.ts";

/** Storage of a snapshot, in GiB-months; instant access, operations and bandwidth have other units. */
const STORAGE_METER = /^(Snapshots )?(LRS|ZRS) Snapshots$/;

export function parseCostPage(text: string): { rows: BilledRow[]; nextLink: string | undefined } {
  interface Body {
    properties?: { columns?: { name: string }[]; rows?: unknown[][]; nextLink?: string | null };
  }
  const properties = (parseExactJson(text) as Body).properties;
  if (!properties?.columns || !properties.rows)
    throw new AppError("azure-failed", "Cost Management answered without columns or rows.", { retryable: true });
  const column = columnsByName(properties.columns.map((c) => c.name));
  const rows = properties.rows.map((row): BilledRow => {
    const meterName = String(row[column.meter] ?? "");
    return {
      resourceId: `/${String(row[column.resourceId] ?? "").replace(/^\/+/, "")}`.toLowerCase(),
      meterName,
      sort: STORAGE_METER.test(meterName) ? "storage" : "other",
      date: toDate(String(row[column.date] ?? "")),
      quantity: toDecimalText(String(row[column.quantity] ?? "0")),
      usd: toDecimalText(String(row[column.usd] ?? "0")),
    };
  });
  return { rows, nextLink: properties.nextLink || undefined };
}

function columnsByName(names: string[]) {
  const find = (...wanted: string[]) => {
    const index = names.findIndex((name) => wanted.some((one) => one.toLowerCase() === name.toLowerCase()));
    if (index < 0)
      throw new AppError("azure-failed", `Cost Management's answer has no column ${wanted[0]}; it has ${names.join(", ")}.`, {
        details: { column: wanted[0], columns: names },
      });
    return index;
  };
  return {
    resourceId: find("ResourceId"),
    meter: find("Meter"),
    date: find("UsageDate"),
    quantity: find("UsageQuantity", "Quantity"),
    // Never "Cost": that is in the currency of the bill.
    usd: find("CostUSD"),
  };
}

/** 20260401, as number or text. */
function toDate(value: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value);
  if (!match) throw new AppError("azure-failed", `Cost Management sent ${JSON.stringify(value)} as a date.`);
  return `${match[1]}-${match[2]}-${match[3]}`;
}
