// What the columns of every report are made from: names, dates and amounts of a row as bills write them.

import type { Subscription } from "../../model/records/subscription.ts";
import type { BookedRow } from "../meter/booked-rows.ts";
import { decimalText } from "../meter/meter-quantity.ts";
import { costPicos } from "../meter/usage-rows.ts";

/** A column of a report: its name, and its value of a row. */
export interface ReportColumn {
  name: string;
  kind: "text" | "number" | "time";
  /** "" where there is none. Numbers as decimals, times in ISO form. */
  value: (row: BookedRow, context: ReportContext) => string;
}

export interface ReportContext {
  subscription: Subscription;
}

export const billingAccount = {
  id: "1234567",
  name: "Local Azure",
  accountId: "1",
  accountName: "Local Azure",
  owner: "owner@local-azure.example",
  offerId: "MS-AZR-0017P",
  partNumber: "AAA-00000",
  invoiceSectionName: "Unassigned",
};

export function quantityOf(row: BookedRow): string {
  return decimalText(row.quantityMicros, 6);
}

/** Exact, not rounded. */
export function costOf(row: BookedRow): string {
  return decimalText(costPicos(row), 12);
}

/** 0: day of the row; 1: day after. */
export function dayOf(row: BookedRow, days = 0): string {
  return new Date(row.dayMs + days * 86_400_000).toISOString().slice(0, 10);
}

/** First day of the row's month, or of the one that many months later. */
export function monthOf(row: BookedRow, months = 0, days = 0): string {
  const at = new Date(row.dayMs);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1 + days)).toISOString().slice(0, 10);
}

/** 2026-01-31 → 01/31/2026, Enterprise Agreement's form. */
export function usDate(day: string): string {
  return `${day.slice(5, 7)}/${day.slice(8, 10)}/${day.slice(0, 4)}`;
}

export function resourceNameOf(row: BookedRow): string {
  return row.writtenId.split("/").at(-1) ?? "";
}

/** As written in the id, whose case bills keep. */
export function resourceGroupOf(row: BookedRow): string {
  return /\/resourceGroups\/([^/]+)/i.exec(row.writtenId)?.[1] ?? "";
}

/** "Standard HDD Managed Disks - ZRS Snapshots - EU West": bills name a product, a meter and a region in one. */
export function productNameOf({ meter }: BookedRow): string {
  if (isBandwidth(meter.serviceName)) {
    const [product = "", continent = ""] = meter.productName.split(" - ");
    return `${product} - ${meter.meterName} - ${continent}`;
  }
  const part = meter.meterName.startsWith("Snapshots ") || meter.productName.startsWith("Premium SSD") ? meter.skuName : meter.meterName;
  return `${meter.productName} - ${part} - ${meter.location}`;
}

export function meterSubCategoryOf({ meter }: BookedRow): string {
  return isBandwidth(meter.serviceName) ? "Inter-Region" : meter.productName;
}

export function serviceFamilyOf({ meter }: BookedRow): string {
  return isBandwidth(meter.serviceName) ? "Networking" : "Storage";
}

function isBandwidth(serviceName: string): boolean {
  return serviceName === "Bandwidth";
}
