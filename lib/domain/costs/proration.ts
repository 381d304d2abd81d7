// How a used size becomes a quantity on the bill. The rule as documented: a day's quantity is used GiB ÷ days in
// the month (10 GiB in a 31-day month: 0.3226). What Azure really does: it meters every hour, at six decimals,
//
//   metered day = 24 × round(used GiB ÷ hours in the month, 6)          10 GiB in January: 0.322584
//
// so an estimate from the exact rule meets the bill within a tolerance that can be computed, not to the last digit.
// Both models are here; both take hours, because a snapshot is billed for the UTC hours it touches. Quantities are
// GiB-months. Sums are made of unrounded values only: 31 × 0.3226 is not 10.

import { DAY_MS, dateOf, daysInMonth, HOUR_MS, hoursInMonth, monthEndMs, monthOf } from "./billing-month.ts";
import { type DecimalValue, ExactDecimal } from "./exact-decimal.ts";

/** The meter rounds each hour's quantity to this many decimals; half of the last one is what an hour may be off. */
const METER_DECIMALS = 6;
const HALF_METER_QUANTUM = "0.0000005";

export interface ProratedQuantity {
  /** By the rule, unrounded. */
  exact: ExactDecimal;
  /** As the hourly meter counts. */
  metered: ExactDecimal;
}

/** Quantity of a day, or of the part of it the snapshot was there. */
export function prorateDay(given: { usedGib: DecimalValue; month: string; hoursPresent?: number }): ProratedQuantity {
  return prorateHours(given.usedGib, given.month, given.hoursPresent ?? 24);
}

export function prorateHours(usedGib: DecimalValue, month: string, hours: number): ProratedQuantity {
  return { exact: new ExactDecimal(usedGib).times(hours).div(hoursInMonth(month)), metered: meteredHour(usedGib, month).times(hours) };
}

/** What the meter emits for one hour. */
export function meteredHour(usedGib: DecimalValue, month: string): ExactDecimal {
  return new ExactDecimal(usedGib).div(hoursInMonth(month)).toDecimalPlaces(METER_DECIMALS, ExactDecimal.ROUND_HALF_UP);
}

/** A size that held from one moment to another; one hour touched is one hour billed. */
export interface UsageInterval {
  fromMs: number;
  toMs: number;
  usedGib: DecimalValue;
}

export interface DayUsage {
  date: string;
  month: string;
  hours: number;
}

/** UTC days of an interval with the hours touched in each. */
export function hoursByDay({ fromMs, toMs }: { fromMs: number; toMs: number }): DayUsage[] {
  const days: DayUsage[] = [];
  if (toMs <= fromMs) return days;
  const end = Math.ceil(toMs / HOUR_MS) * HOUR_MS;
  for (let at = Math.floor(fromMs / HOUR_MS) * HOUR_MS; at < end; ) {
    const next = Math.min(end, (Math.floor(at / DAY_MS) + 1) * DAY_MS);
    days.push({ date: dateOf(at), month: monthOf(at), hours: (next - at) / HOUR_MS });
    at = next;
  }
  return days;
}

export interface MonthQuantity extends ProratedQuantity {
  month: string;
  hours: number;
}

/**
 * Quantities per month of one snapshot's intervals, each month with its own hours. Where a size changes within an
 * hour both sizes count for it: Azure's rule is not published, and the tolerance allows one hour at each end.
 */
export function monthQuantity(intervals: Iterable<UsageInterval>): MonthQuantity[] {
  const months = new Map<string, MonthQuantity>();
  for (const interval of intervals) {
    for (const { month, hours } of hoursByMonth(interval)) {
      const before = months.get(month) ?? { month, hours: 0, exact: new ExactDecimal(0), metered: new ExactDecimal(0) };
      const { exact, metered } = prorateHours(interval.usedGib, month, hours);
      months.set(month, { month, hours: before.hours + hours, exact: before.exact.plus(exact), metered: before.metered.plus(metered) });
    }
  }
  return [...months.values()].sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Price × quantity, not rounded. Price is per GiB and month. */
export function costOf(quantity: DecimalValue, usdPerGibMonth: DecimalValue): ExactDecimal {
  return new ExactDecimal(quantity).times(usdPerGibMonth);
}

export interface ImpliedSize {
  gib: ExactDecimal;
  /** The true size lies within gib ± this. */
  toleranceGib: ExactDecimal;
}

/**
 * The used size behind a full day's billed quantity. A report that rounds tells less: with fewer than six decimals half
 * of its last digit is added. meter "daily" trusts the documented rule; "hourly" (what bills show) adds the
 * meter's own rounding.
 */
export function impliedUsedGib(dailyQuantity: string, month: string, meter: "hourly" | "daily" = "hourly"): ImpliedSize {
  const decimals = dailyQuantity.split(".")[1]?.length ?? 0;
  const reportError = decimals < METER_DECIMALS || meter === "daily" ? new ExactDecimal(10).pow(-decimals).div(2) : new ExactDecimal(0);
  const meterError = meter === "hourly" ? new ExactDecimal(HALF_METER_QUANTUM).times(24) : new ExactDecimal(0);
  const days = daysInMonth(month);
  return { gib: new ExactDecimal(dailyQuantity).times(days), toleranceGib: reportError.plus(meterError).times(days) };
}

/**
 * How far a billed quantity may be from the exact one and still be the same: the meter's rounding for every hour, the
 * report's for every row, and for each end that is not a full hour one hour more or less.
 */
export function quantityTolerance(given: {
  hours: number;
  rows?: number;
  reportDecimals?: number;
  partialEnds?: number;
  usedGib?: DecimalValue;
  month?: string;
}): ExactDecimal {
  const { hours, rows = 0, reportDecimals = METER_DECIMALS, partialEnds = 0 } = given;
  const meter = new ExactDecimal(HALF_METER_QUANTUM).times(hours);
  const report = reportDecimals < METER_DECIMALS ? new ExactDecimal(10).pow(-reportDecimals).div(2).times(rows) : 0;
  const ends = partialEnds > 0 && given.month !== undefined ? meteredHour(given.usedGib ?? 0, given.month).times(partialEnds) : 0;
  return meter.plus(report).plus(ends);
}

function hoursByMonth({ fromMs, toMs }: { fromMs: number; toMs: number }): { month: string; hours: number }[] {
  const months: { month: string; hours: number }[] = [];
  if (toMs <= fromMs) return months;
  const end = Math.ceil(toMs / HOUR_MS) * HOUR_MS;
  for (let at = Math.floor(fromMs / HOUR_MS) * HOUR_MS; at < end; ) {
    const month = monthOf(at);
    const next = Math.min(end, monthEndMs(month));
    months.push({ month, hours: (next - at) / HOUR_MS });
    at = next;
  }
  return months;
}
