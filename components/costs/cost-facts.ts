// The numbers of a cost line, each with how it came to be: for its cell and for the line as a whole.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { formatQuantity, formatUsd } from "#lib/domain/format.ts";
import {
  assumptionLines,
  billedFormula,
  type CostFormula,
  dailyFormula,
  differenceFormula,
  estimateFormula,
  forecastFormula,
  isRounding,
  otherMetersFormula,
  priceLines,
  quantityFormula,
} from "./cost-formula.ts";

/** In the order in which one follows from the other. */
export const COST_FACT_NAMES = [
  "Quantity of a day",
  "Quantity",
  "Price of a GiB and month",
  "Estimate",
  "Forecast",
  "Billed",
  "Difference",
  "Other meters",
] as const;
export type CostFactName = (typeof COST_FACT_NAMES)[number];

export interface CostFact {
  /** Absent: there is none. */
  value?: string;
  formula?: CostFormula | undefined;
  notes?: string[];
}

export function costFacts(row: CostRow, report: CostReport): Record<CostFactName, CostFact> {
  const price = row.usdPerGibMonth === null ? undefined : `$${row.usdPerGibMonth}`;
  return {
    "Quantity of a day": factOf(row.dailyQuantity, formatQuantity, dailyFormula(row, report)),
    Quantity: factOf(row.quantity, formatQuantity, quantityFormula(row, report)),
    "Price of a GiB and month": price ? { value: price, formula: { lines: [`${price} a GiB-month`] }, notes: priceLines(row) } : {},
    Estimate: factOf(row.estimateUsd, formatUsd, estimateFormula(row, report), [...priceLines(row), ...assumptionLines(row)]),
    Forecast: factOf(row.forecastUsd, formatUsd, forecastFormula(row, report)),
    Billed: factOf(row.billedUsd, formatUsd, billedFormula(row)),
    Difference: factOf(
      row.compared?.differenceUsd ?? null,
      (usd) => (row.compared && isRounding(row.compared) ? formatUsd("0") : formatUsd(usd)),
      differenceFormula(row, report.comparison?.through ?? ""),
    ),
    "Other meters": factOf(row.otherMeters.length > 0 ? row.otherBilledUsd : null, formatUsd, otherMetersFormula(row)),
  };
}

function factOf(value: string | null, print: (value: string) => string, formula: CostFormula | undefined, notes?: string[]): CostFact {
  return value === null ? {} : { value: print(value), formula, ...(notes ? { notes } : {}) };
}
