// The amounts of a report as they stand on the page: rounded together, so that what is shown can be added up. The unrounded
// ones stay in the report, for formulas and order.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { roundSides, type Sides } from "#lib/domain/costs/round-sides.ts";
import { roundToSum } from "#lib/domain/costs/round-to-sum.ts";
import { DAY_USD_DECIMALS, formatUsd } from "#lib/domain/format.ts";

const USD_DECIMALS = 2;
const QUANTITY_DECIMALS = 4;

/** Decimal strings; null where there is none. */
export interface ShownLine {
  usedGib: string | null;
  quantity: string | null;
  estimateUsd: string | null;
  forecastUsd: string | null;
  billedUsd: string | null;
  differenceUsd: string | null;
  otherBilledUsd: string | null;
}

export interface ShownCosts {
  /** By the row itself. */
  lines: ReadonlyMap<CostRow, ShownLine>;
  total: ShownLine;
  compared: (Sides & { differenceUsd: string }) | null;
}

export interface ShownDays {
  days: { quantity: string; estimateUsd: string; billedUsd: string | null }[];
  total: { quantity: string; estimateUsd: string; billedUsd: string | null };
}

const reckoned = new WeakMap<CostReport, ShownCosts>();

/** The same for every part of the page that shows something of the report. */
export function shownCosts(report: CostReport): ShownCosts {
  const shown = reckoned.get(report) ?? reckon(report);
  reckoned.set(report, shown);
  return shown;
}

function reckon({ rows, totals, comparison }: CostReport): ShownCosts {
  const sides = roundSides(rows, { ...totals, compared: comparison }, USD_DECIMALS);
  const column = (amounts: (string | null)[], total: string | null, decimals: number) =>
    total === null ? { lines: amounts.map(() => null), total } : roundToSum(amounts, total, decimals);
  const used = column(rows.map(usedNow), totals.usedGib, QUANTITY_DECIMALS);
  const quantity = column(
    rows.map((row) => row.quantity),
    totals.quantity,
    QUANTITY_DECIMALS,
  );
  const forecast = column(
    rows.map((row) => row.forecastUsd),
    totals.forecastUsd,
    USD_DECIMALS,
  );
  const other = column(
    rows.map((row) => row.otherBilledUsd),
    totals.otherBilledUsd,
    USD_DECIMALS,
  );
  const lineOf = (i: number): ShownLine => ({
    ...(sides.lines[i] ?? { estimateUsd: null, billedUsd: null, differenceUsd: null }),
    usedGib: used.lines[i] ?? null,
    quantity: quantity.lines[i] ?? null,
    forecastUsd: forecast.lines[i] ?? null,
    otherBilledUsd: other.lines[i] ?? null,
  });
  return {
    lines: new Map(rows.map((row, i) => [row, lineOf(i)])),
    total: {
      ...sides.total,
      usedGib: used.total,
      quantity: quantity.total,
      forecastUsd: forecast.total,
      otherBilledUsd: other.total,
    },
    compared: sides.compared,
  };
}

/** An amount of the bill, as the line shows it that has this very amount: it is the same wherever it stands. */
export function printBilled(report: CostReport, usd: string): string {
  const row = report.rows.find(({ billedUsd }) => billedUsd === usd);
  return printShownUsd((row && shownCosts(report).lines.get(row)?.billedUsd) ?? roundToSum([usd], usd, USD_DECIMALS).total, usd);
}

/** What is gone as a whole stores nothing any more, whatever it stored last. */
export function usedNow({ usedGib, goneCount, snapshotCount }: CostRow): string | null {
  return goneCount < snapshotCount ? usedGib : null;
}

export function shownDays({ days, totals }: Pick<CostReport, "days" | "totals">): ShownDays {
  const quantity = roundToSum(
    days.map((day) => day.quantity),
    totals.quantity,
    QUANTITY_DECIMALS,
  );
  const estimate = roundToSum(
    days.map((day) => day.estimateUsd),
    totals.estimateUsd,
    DAY_USD_DECIMALS,
  );
  const billed = roundToSum(
    days.map((day) => day.billedUsd),
    totals.billedUsd ?? "0",
    DAY_USD_DECIMALS,
  );
  return {
    days: days.map((_, i) => ({
      quantity: quantity.lines[i] ?? "0",
      estimateUsd: estimate.lines[i] ?? "0",
      billedUsd: billed.lines[i] ?? null,
    })),
    total: { quantity: quantity.total, estimateUsd: estimate.total, billedUsd: totals.billedUsd === null ? null : billed.total },
  };
}

/** "<$0.01" for what is rounded to nothing and is something: it counts as nothing in a sum of what is shown. */
export function printShownUsd(shown: string, exact: string, decimals = USD_DECIMALS): string {
  if (Number(shown) !== 0 || Number(exact) === 0) return formatUsd(shown, decimals);
  return formatUsd(`${Number(exact) < 0 ? "-" : ""}${10 ** -decimals / 10}`, decimals);
}
