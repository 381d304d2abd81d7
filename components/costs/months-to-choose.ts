import { monthOf, monthStartMs } from "#lib/domain/costs/billing-month.ts";

const MONTHS_BACK = 24;

/** Newest first; a month asked for by its link is there even when it is older, or has not begun: nothing else is then shown. */
export function monthsToChoose(latest: string, asked: string): string[] {
  const start = new Date(monthStartMs(latest));
  const months = Array.from({ length: MONTHS_BACK }, (_, back) => monthOf(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() - back, 1)));
  return months.includes(asked) ? months : [...months, asked].sort().reverse();
}
