// How a number of the cost page came to be, in words a reviewer can check with a calculator. Built from the same
// unrounded figures; only what is printed is rounded.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { formatCount, formatQuantity, formatUsd, formatUsdToCheck } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";

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

export const ASSUMPTION = "what a snapshot stored then is taken to be what the next reading found, or the last before it was deleted.";

/** Half a cent: less is shown as nothing. */
export function isWorthTelling(usd: string | null): usd is string {
  return usd !== null && Number(usd) >= 0.005;
}

/** What of the estimate is not known. */
export function assumptionLines({ assumedUsd, unknownHours }: CostRow): string[] {
  return [
    ...(isWorthTelling(assumedUsd) ? [`of it ${formatUsd(assumedUsd)} is for hours that no reading saw: ${ASSUMPTION}`] : []),
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

/** The same days of both. */
export function differenceFormula({ compared }: CostRow, through: string): CostFormula | undefined {
  if (!compared) return undefined;
  const { billedUsd, estimateUsd, differenceUsd } = compared;
  const lines = [
    `up to ${through}: ${formatUsdToCheck(billedUsd)} billed − ${formatUsdToCheck(estimateUsd)} estimated = ${formatUsdToCheck(differenceUsd)}`,
    ...(isRounding(compared)
      ? ["no more than the meter's rounding of every hour"]
      : isWorthTelling(compared.assumedUsd)
        ? [`${formatUsd(compared.assumedUsd)} of the estimate is for hours that no reading saw: what changed in them is not in it`]
        : []),
  ];
  return { lines };
}

/** Of both sides: they say the same. */
export function isRounding({ differenceUsd, toleranceUsd }: { differenceUsd: string; toleranceUsd: string }): boolean {
  return new ExactDecimal(differenceUsd).abs().lte(toleranceUsd);
}

export function otherMetersFormula({ otherMeters }: CostRow): CostFormula | undefined {
  if (otherMeters.length === 0) return undefined;
  return { lines: otherMeters.map(({ meterName, usd }) => `${meterName || "no meter named"}: ${formatUsdToCheck(usd)}`) };
}
