// How a number of the cost page came to be, in words a reviewer can check with a calculator. Built from the same
// unrounded figures; only what is printed is rounded.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { meterWordsAndName } from "#lib/domain/costs/meter-words.ts";
import { formatCount, formatQuantity, formatUsd, formatUsdToCheck } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { differenceReasons, isWorthTelling } from "./difference-reasons.ts";
import { isClosed, periodsOf } from "./report-periods.ts";

export interface CostFormula {
  /** One line each. */
  lines: string[];
}

type Month = Pick<CostReport, "daysInMonth" | "hoursElapsed">;

/** used GiB ÷ days in the month = quantity of one full day. */
export function dailyFormula(row: CostRow, month: Month): CostFormula | undefined {
  if (row.usedGib === null || row.dailyQuantity === null) return undefined;
  return { lines: [`${gib(row.usedGib)} GiB ÷ ${month.daysInMonth} days = ${formatQuantity(row.dailyQuantity)} GiB-months a day`] };
}

export function quantityFormula(row: CostRow, month: Month): CostFormula | undefined {
  if (row.quantity === null) return undefined;
  const result = `= ${formatQuantity(row.quantity)} GiB-months`;
  if (row.snapshotCount > 1)
    return {
      lines: [`sum over ${row.snapshotCount} snapshots: what each stored in every hour ÷ the ${month.daysInMonth * 24} hours of the month`],
    };
  return { lines: sumOfParts(row, month, "", result) };
}

export function estimateFormula(row: CostRow, month: Month): CostFormula | undefined {
  if (row.estimateUsd === null || row.quantity === null) return undefined;
  const result = formatUsdToCheck(row.estimateUsd);
  if (row.usdPerGibMonth === null)
    return { lines: [`sum over ${row.snapshotCount} snapshots, each at the price of its region = ${result}`] };
  const price = `$${row.usdPerGibMonth}`;
  if (row.snapshotCount > 1) return { lines: [`${formatQuantity(row.quantity)} GiB-months × ${price} = ${result}`] };
  return { lines: sumOfParts(row, month, ` × ${price}`, `= ${result}`) };
}

/** A line for each size it stored in the month. */
function sumOfParts(row: CostRow, month: Month, factor: string, result: string): string[] {
  const parts = row.parts ?? [{ usedGib: row.usedGib, days: row.daysPresent }];
  const lines = parts.map(({ usedGib, days: count }) =>
    usedGib === null
      ? `${days(count)} days of unknown size: not counted`
      : `${gib(usedGib)} GiB ÷ ${month.daysInMonth} days × ${days(count)} days${factor}`,
  );
  const [only, ...others] = lines;
  return only !== undefined && others.length === 0 ? [`${only} ${result}`] : [...lines.map((line, i) => (i ? `+ ${line}` : line)), result];
}

export function forecastFormula(row: CostRow, month: Month): CostFormula | undefined {
  if (row.forecastUsd === null || row.estimateUsd === null) return undefined;
  const result = formatUsdToCheck(row.forecastUsd);
  const left = new ExactDecimal(month.daysInMonth).minus(new ExactDecimal(month.hoursElapsed).div(24));
  if (left.lte(0)) return { lines: [`the month is over: the forecast is the estimate, ${result}`] };
  if (row.goneAt !== undefined) return { lines: [`it is deleted: the forecast is the estimate, ${result}`] };
  const toDate = `${formatUsdToCheck(row.estimateUsd)} so far`;
  if (row.usedGib === null) return { lines: [`${toDate}; what it stores now is not measured, so nothing is added for the days left`] };
  if (row.snapshotCount > 1 || row.usdPerGibMonth === null)
    return { lines: [`${toDate} + the same per day for ${days(left.toFixed())} days left = ${result}`] };
  return {
    lines: [
      `${toDate} + ${gib(row.usedGib)} GiB ÷ ${month.daysInMonth} days × ${days(left.toFixed())} days left × $${row.usdPerGibMonth} = ${result}`,
    ],
  };
}

export const ASSUMPTION =
  "what a snapshot stored then is taken to be what Snapscope found when it looked next, or last before it was deleted.";

/** What of the estimate is not known. */
export function assumptionLines({ assumedUsd, unknownHours }: CostRow): string[] {
  return [
    ...(isWorthTelling(assumedUsd) ? [`of it ${formatUsd(assumedUsd)} is for times when Snapscope did not look: ${ASSUMPTION}`] : []),
    ...(unknownHours > 0 ? [`${formatCount(unknownHours)} hours of unknown size are not counted`] : []),
  ];
}

/** Where the price comes from: meter, region, date. */
export function priceLines(row: CostRow): string[] {
  const { price } = row;
  if (!price) return row.usdPerGibMonth === null ? ["more than one price: group by region or snapshot to see them"] : [];
  return [
    `${price.meterName}, ${price.productName}`,
    `${regionLabel(price.region)}, public price list, valid from ${price.effectiveDate.slice(0, 10)}`,
    `meter ${price.meterId}`,
  ];
}

/** Three significant digits suit a column; four are enough to check a formula. */
export function gib(value: string, digits = 4): string {
  const rounded = new ExactDecimal(value).toSignificantDigits(digits);
  return new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits }).format(rounded.toNumber());
}

export function days(value: string): string {
  return new ExactDecimal(value).toDecimalPlaces(2).toFixed();
}

export function billedFormula(row: CostRow): CostFormula | undefined {
  if (row.billedUsd === null || row.billedQuantity === null) return undefined;
  return { lines: [`${formatQuantity(row.billedQuantity)} GiB-months on the bill: ${formatUsdToCheck(row.billedUsd)}`] };
}

/** Where an amount of the bill comes from, and whether more may come. */
export function billLines(report: CostReport, what: string): string[] {
  const { billed } = periodsOf(report);
  const isSettled = report.comparison !== null && report.comparison.through === report.days.at(-1)?.date && isClosed(report);
  return [
    `Azure Cost Management, ${what}${billed ? `, ${billed}` : ""}`,
    ...(isSettled ? [] : ["The rows of a day come up to three days late, and may change until then."]),
  ];
}

/** The same days of both; the difference is that of the two amounts as they are printed. */
export function differenceFormula(row: CostRow, period: string): CostFormula | undefined {
  if (!row.compared) return undefined;
  const [billed, estimate] = [row.compared.billedUsd, row.compared.estimateUsd].map((usd) => new ExactDecimal(usd).toDecimalPlaces(6));
  if (!billed || !estimate) return undefined;
  const [b, e, difference] = [billed, estimate, billed.minus(estimate)].map((usd) => formatUsdToCheck(usd.toString()));
  return { lines: [`${period}: ${b} billed − ${e} estimated = ${difference}`, ...differenceReasons(row)] };
}

export function otherMetersFormula({ otherMeters }: CostRow): CostFormula | undefined {
  if (otherMeters.length === 0) return undefined;
  return { lines: otherMeters.map(({ meterName, usd }) => `${meterWordsAndName(meterName)}: ${formatUsdToCheck(usd)}`) };
}
