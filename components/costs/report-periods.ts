// Which days each figure of a report is for: the estimate goes to now, the bill as far as its rows have come, and what is
// compared to the last settled day. In a month that is over and settled they are the same.
import type { CostReport } from "#lib/contract/costs.ts";
import { daysThrough } from "./bill-days.ts";

export interface ReportPeriods {
  /** Absent in the first hour of a month. */
  estimate?: string;
  /** The whole month. */
  forecast: string;
  /** Absent while the bill has no rows. */
  billed?: string;
  /** Absent while no day is settled. */
  difference?: string;
}

type Dated = Pick<CostReport, "month" | "daysInMonth" | "days" | "billing" | "comparison">;

export function periodsOf({ month, daysInMonth, days, billing, comparison }: Dated): ReportPeriods {
  const last = days.at(-1)?.date;
  return {
    ...(last ? { estimate: daysThrough(last) } : {}),
    forecast: daysThrough(`${month}-${daysInMonth}`),
    ...(billing.through ? { billed: daysThrough(billing.through.slice(0, 10)) } : {}),
    ...(comparison ? { difference: daysThrough(comparison.through) } : {}),
  };
}

/** The month is over. */
export function isClosed({ hoursElapsed, daysInMonth }: Pick<CostReport, "hoursElapsed" | "daysInMonth">): boolean {
  return hoursElapsed >= daysInMonth * 24;
}
