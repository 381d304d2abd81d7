// An address may name a month that has no costs because it is none, or has not begun: that is no error of the request to
// whoever followed a link, and there is a way on.
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { MONTH_PATTERN } from "#lib/domain/costs/billing-month.ts";
import { monthLabel } from "./month-label.ts";

export interface MonthWithoutCosts {
  title: string;
  text: string;
  /** As the server has it. */
  latest?: string;
}

/** Undefined where the month is not what is wrong. */
export function monthWithoutCosts(month: string | undefined, error: unknown): MonthWithoutCosts | undefined {
  if (month === undefined || !isApiError(error) || error.code !== "invalid-input" || error.details?.field !== "month") return undefined;
  const latest = /\d{4}-\d{2}$/.exec(String(error.details.allowed ?? ""))?.[0];
  const known = latest ? { latest } : {};
  if (!MONTH_PATTERN.test(month))
    return { title: "The address names no month", text: `A month is written as 2026-01; the address has "${month}".`, ...known };
  return { title: `${monthLabel(month)} has not begun`, text: "There are costs of the months up to the one that runs.", ...known };
}
