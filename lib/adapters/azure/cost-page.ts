// One page of Cost Management's answer. Columns are known by their names, in whatever order they come, and one that
// is missing is told: an amount in the currency of the bill must never pass for dollars. A row may name no resource
// (rounding, corrections, what Azure shows as unassigned): it is on the bill and nobody's.
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { AppError } from "#lib/domain/app-error.ts";
import { parseResourceId } from "#lib/domain/inventory/inventory.ts";
import type { BilledRow } from "#lib/services/ports/billing.ts";
import { parseExactJson, toDecimalText } from "./exact-json.ts";
import { fieldsOf } from "./fields.ts";
import { isObject, listIn, parseObject, requestIdOf, unreadable } from "./unreadable.ts";

/** Storage of a snapshot, in GiB-months; instant access, operations and bandwidth have other units. */
const STORAGE_METER = /^(Snapshots )?(LRS|ZRS) Snapshots$/i;

export interface CostPage {
  /** sent: the whole row, as text: two that are equal in it are one. */
  rows: { row: BilledRow; sent: string }[];
  nextLink: unknown;
  requestId: string | undefined;
}

export function parseCostPage(response: PipelineResponse): CostPage {
  const requestId = requestIdOf(response);
  const { properties } = parseObject(response, parseExactJson);
  if (!isObject(properties)) throw unreadable("it has no properties", requestId);
  const sent = listIn(properties, "rows", response);
  const column = columnsByName(listIn(properties, "columns", response).map((one) => fieldsOf(one).text("name") ?? ""));
  const rows = sent.map((cells) => {
    if (!Array.isArray(cells)) throw unreadable("a row of it is no list of cells", requestId);
    return { row: toRow(cells, column, requestId), sent: JSON.stringify(cells) };
  });
  return { rows, nextLink: properties.nextLink, requestId };
}

function toRow(cells: unknown[], column: ReturnType<typeof columnsByName>, requestId: string | undefined): BilledRow {
  const text = (index: number) => String(cells[index] ?? "").trim();
  const amount = (index: number) => {
    try {
      return toDecimalText(text(index) || "0");
    } catch {
      throw unreadable(`${JSON.stringify(cells[index])} stands for an amount`, requestId);
    }
  };
  const meterName = text(column.meter);
  if (column.currency !== undefined && text(column.currency).toUpperCase() !== "USD")
    throw new AppError("azure-failed", `Cost Management sent amounts in ${text(column.currency) || "no currency"} and none in dollars.`);
  return {
    resourceId: toResourceId(text(column.resourceId)),
    meterName,
    sort: STORAGE_METER.test(meterName) ? "storage" : "other",
    date: toDate(text(column.date)),
    quantity: amount(column.quantity),
    usd: amount(column.usd),
  };
}

/** null for what names no snapshot: nothing, "Unassigned", a subscription or a group alone. */
function toResourceId(text: string): string | null {
  const id = `/${text.replace(/^\/+|\/+$/g, "")}`.toLowerCase();
  return parseResourceId(id)?.type === "microsoft.compute/snapshots" ? id : null;
}

function columnsByName(names: string[]) {
  const at = (...wanted: string[]) => {
    const index = names.findIndex((name) => wanted.some((one) => one.toLowerCase() === name.toLowerCase()));
    return index < 0 ? undefined : index;
  };
  const find = (...wanted: string[]) => {
    const index = at(...wanted);
    if (index === undefined)
      throw new AppError("azure-failed", `Cost Management's answer has no column ${wanted[0]}; it has ${names.join(", ")}.`, {
        details: { column: wanted[0], columns: names },
      });
    return index;
  };
  const inDollars = at("CostUSD");
  // In the currency of the bill, which may be dollars: each row says so.
  const ofBill = at("Cost", "PreTaxCost");
  const currency = at("Currency");
  return {
    resourceId: find("ResourceId"),
    meter: find("Meter", "MeterName"),
    date: find("UsageDate"),
    quantity: find("UsageQuantity", "Quantity"),
    ...(inDollars === undefined && ofBill !== undefined && currency !== undefined
      ? { usd: ofBill, currency }
      : { usd: find("CostUSD"), currency: undefined }),
  };
}

/** 20260401, as number or text. */
function toDate(value: string): string {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(value);
  if (!match) throw new AppError("azure-failed", `Cost Management sent ${JSON.stringify(value)} as a date.`);
  return `${match[1]}-${match[2]}-${match[3]}`;
}
