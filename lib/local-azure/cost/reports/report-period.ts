// Days and months of reports: all UTC, starts of days, half-open.

import { parseUtc } from "../../utc-time.ts";
import { badRequest } from "../cost-call.ts";
import { dayMs } from "../meter/meter-quantity.ts";

export interface DayPeriod {
  fromMs: number;
  toMs: number;
}

/** The calendar month of the moment, or the one that many months later. */
export function monthPeriod(atMs: number, months: number): DayPeriod {
  const at = new Date(atMs);
  const startOf = (offset: number) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1);
  return { fromMs: startOf(months), toMs: startOf(months + 1) };
}

/** Start of the day of "2026-01-31" or "2026-01-31T…". */
export function parseDay(where: string, value: unknown): number {
  const ms = typeof value === "string" && /^\d{4}-\d\d-\d\d($|T)/.test(value) ? parseUtc(value) : Number.NaN;
  if (Number.isNaN(ms)) throw badRequest(`${where} '${String(value)}' is not a date.`);
  return Math.floor(ms / dayMs) * dayMs;
}
