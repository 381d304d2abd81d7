import { monthStartMs } from "#lib/domain/costs/billing-month.ts";

/** "November 2026". */
export function monthLabel(month: string): string {
  return new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }).format(monthStartMs(month));
}
