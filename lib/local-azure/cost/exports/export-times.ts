// When an export runs and which days a run covers. All UTC.

import { parseUtc } from "../../utc-time.ts";
import { dayMs } from "../meter/meter-quantity.ts";
import type { DayPeriod } from "../reports/report-period.ts";
import { monthPeriod, parseDay } from "../reports/report-period.ts";
import type { ExportDefinition, ExportProperties } from "./export-definition.ts";

/** Scheduled moments in (afterMs, throughMs], in order. */
export function* dueTimes({ properties }: Pick<ExportDefinition, "properties">, afterMs: number, throughMs: number): Iterable<number> {
  const { schedule } = properties;
  if (schedule?.status !== "Active" || schedule.recurrence === undefined || schedule.recurrencePeriod === undefined) return;
  const firstMs = parseUtc(schedule.recurrencePeriod.from);
  const endMs = schedule.recurrencePeriod.to === undefined ? throughMs : Math.min(throughMs, parseUtc(schedule.recurrencePeriod.to));
  for (let n = firstIndex(schedule.recurrence, firstMs, afterMs); ; n++) {
    const dueMs = occurrence(schedule.recurrence, firstMs, n);
    if (dueMs > endMs) return;
    if (dueMs > afterMs) yield dueMs;
  }
}

/** undefined: never again. */
export function nextRunMs(definition: Pick<ExportDefinition, "properties">, afterMs: number): number | undefined {
  for (const dueMs of dueTimes(definition, afterMs, Number.MAX_SAFE_INTEGER)) return dueMs;
  return undefined;
}

type Recurrence = NonNullable<NonNullable<ExportProperties["schedule"]>["recurrence"]>;

const longestDays = { Daily: 1, Weekly: 7, Monthly: 31, Annually: 366 };

/** Not after the first occurrence that is later than afterMs. */
function firstIndex(recurrence: Recurrence, firstMs: number, afterMs: number): number {
  return Math.max(0, Math.floor((afterMs - firstMs) / (longestDays[recurrence] * dayMs)));
}

function occurrence(recurrence: Recurrence, firstMs: number, n: number): number {
  if (recurrence === "Daily" || recurrence === "Weekly") return firstMs + n * longestDays[recurrence] * dayMs;
  const first = new Date(firstMs);
  const months = recurrence === "Monthly" ? n : n * 12;
  const [year, month] = [first.getUTCFullYear(), first.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const midnightMs = Date.UTC(year, month, Math.min(first.getUTCDate(), lastDay));
  return midnightMs + (firstMs % dayMs);
}

/** The days a run at this moment covers. */
export function runPeriod({ definition }: Pick<ExportProperties, "definition">, atMs: number): DayPeriod {
  switch (definition.timeframe) {
    case "MonthToDate":
    case "BillingMonthToDate":
      return { fromMs: monthPeriod(atMs, 0).fromMs, toMs: Math.floor(atMs / dayMs) * dayMs + dayMs };
    case "TheLastMonth":
    case "TheLastBillingMonth":
      return monthPeriod(atMs, -1);
    case "Custom":
      return {
        fromMs: parseDay("timePeriod.from", definition.timePeriod?.from),
        toMs: parseDay("timePeriod.to", definition.timePeriod?.to) + dayMs,
      };
  }
}

/**
 * In the first five days of a month a daily export of the month so far runs a second time, for the month before: what
 * arrives late must not be missing. Not if the export is younger than this month.
 */
export function hasSecondRun({ properties, createdAtMs }: Pick<ExportDefinition, "properties" | "createdAtMs">, atMs: number): boolean {
  const isDailyMonthToDate = properties.schedule?.recurrence === "Daily" && /MonthToDate$/.test(properties.definition.timeframe);
  return isDailyMonthToDate && new Date(atMs).getUTCDate() <= 5 && createdAtMs < monthPeriod(atMs, 0).fromMs;
}
