// The numbers of a cost line, each with how it came to be: for its cell and for the line as a whole.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatQuantity, formatUsd, formatUsdToCheck } from "#lib/domain/format.ts";
import {
  assumptionLines,
  billedFormula,
  billLines,
  type CostFormula,
  dailyFormula,
  differenceFormula,
  estimateFormula,
  forecastFormula,
  otherMetersFormula,
  priceLines,
  quantityFormula,
} from "./cost-formula.ts";
import { isRounding } from "./difference-reasons.ts";
import { isClosed, periodsOf } from "./report-periods.ts";
import { printShownUsd, type ShownLine, shownCosts, usedNow } from "./shown-costs.ts";

/** In the order in which one follows from the other. */
const COST_FACT_NAMES = [
  "Quantity of a day",
  "Quantity",
  "Price of a GiB and month",
  "Estimate",
  "Forecast",
  "Billed",
  "Difference",
  "Other charges",
] as const;
export type CostFactName = (typeof COST_FACT_NAMES)[number];

export interface CostFact {
  /** Absent: there is none. */
  value?: string;
  /** Which days of the month it is for. */
  period?: string | undefined;
  formula?: CostFormula | undefined;
  notes?: string[];
}

/** In a month that is over there is nothing to forecast. */
export function costFactNames(report: CostReport): CostFactName[] {
  return COST_FACT_NAMES.filter((name) => name !== "Forecast" || !isClosed(report));
}

export function costFacts(row: CostRow, report: CostReport): Record<CostFactName, CostFact> {
  const price = row.usdPerGibMonth === null ? undefined : `$${row.usdPerGibMonth}`;
  const shown = shownCosts(report).lines.get(row);
  const periods = periodsOf(report);
  const hasGaps = row.uncounted > 0;
  const usd = (key: AmountKey, exact: string | null) =>
    exact === null ? null : { text: printShownUsd(shown?.[key] ?? exact, exact), exact };
  return {
    "Quantity of a day": usedNow(row) === null ? {} : factOf(row.dailyQuantity, formatQuantity, { formula: dailyFormula(row, report) }),
    Quantity: factOf(row.quantity, () => atLeast(formatQuantity(shown?.quantity ?? row.quantity ?? "0"), hasGaps), {
      period: periods.estimate,
      formula: quantityFormula(row, report),
    }),
    "Price of a GiB and month": price ? { value: price, formula: { lines: [`${price} a GiB-month`] }, notes: priceLines(row) } : {},
    Estimate: moneyFact(usd("estimateUsd", row.estimateUsd), {
      hasGaps,
      period: periods.estimate,
      formula: estimateFormula(row, report),
      notes: [...priceLines(row), ...assumptionLines(row)],
    }),
    Forecast: moneyFact(usd("forecastUsd", row.forecastUsd), {
      hasGaps: hasGaps || row.unmeasured > 0,
      period: periods.forecast,
      formula: forecastFormula(row, report),
    }),
    Billed: moneyFact(usd("billedUsd", row.billedUsd), {
      period: periods.billed,
      formula: billedFormula(row),
      notes: billLines(report, "the meters of snapshot storage"),
    }),
    Difference: differenceFact(row, shown, periods.difference ?? ""),
    "Other charges": moneyFact(row.otherMeters.length > 0 ? usd("otherBilledUsd", row.otherBilledUsd) : null, {
      period: periods.billed,
      formula: otherMetersFormula(row),
      notes: ["besides storage, and not in Billed", ...billLines(report, "the other meters of the same snapshots")],
    }),
  };
}

type AmountKey = "estimateUsd" | "forecastUsd" | "billedUsd" | "otherBilledUsd";
type FactParts = Omit<CostFact, "value"> & { hasGaps?: boolean };

function moneyFact(amount: { text: string; exact: string } | null, { hasGaps = false, notes = [], ...fact }: FactParts): CostFact {
  if (!amount) return {};
  return { ...fact, value: atLeast(amount.text, hasGaps), notes: [...notes, ...movedNote(amount)] };
}

function differenceFact({ compared, ...row }: CostRow, shown: ShownLine | undefined, period: string): CostFact {
  if (!compared) return {};
  const exact = compared.differenceUsd;
  const cents = shown?.differenceUsd ?? exact;
  const text = isRounding(compared) && Number(cents) === 0 ? formatUsd("0") : printShownUsd(cents, exact);
  return { value: text, period, formula: differenceFormula({ ...row, compared }, period), notes: movedNote({ text, exact }) };
}

/** Where it is not what rounding it alone would give. */
function movedNote({ text, exact }: { text: string; exact: string }): string[] {
  return text === formatUsd(exact) || text === formatUsd("0")
    ? []
    : [`${formatUsdToCheck(exact)}, shown as ${text} so that what is shown adds up`];
}

function factOf(value: string | null, print: (value: string) => string, fact: Omit<CostFact, "value">): CostFact {
  return value === null ? {} : { ...fact, value: print(value) };
}
