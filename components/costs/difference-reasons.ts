// Why a line's bill and estimate differ, as far as its own figures tell: rounding, price, size, and for sizes what was not
// looked at.
//
//   billed − estimated  =  billed GiB-months × (price billed − list price)   price
//                        + (billed − estimated GiB-months) × list price      size
import type { CostRow } from "#lib/contract/costs.ts";
import type { ComparedAmounts } from "#lib/domain/costs/compared-amounts.ts";
import { ExactDecimal } from "#lib/domain/costs/exact-decimal.ts";
import { formatCount, formatQuantity, formatUsd } from "#lib/domain/format.ts";

/** A price on the bill is told apart from the list's from so much of it on: less is the rounding of quantities. */
const PRICE_TOLERANCE = 0.001;

/** Empty for a line that is not compared. */
export function differenceReasons(row: CostRow): string[] {
  const { compared } = row;
  if (!compared) return [];
  if (isRounding(compared)) return ["no more than the meter's rounding of every hour"];
  const { price, size, quantity } = partsOf(row, compared);
  const hasSize = size === undefined || size.abs().gt(compared.toleranceUsd);
  return [
    ...(price ? [`of it ${formatUsd(price.usd)} by price: billed at $${price.billed}, on the price list $${row.usdPerGibMonth}`] : []),
    ...(size && quantity && hasSize
      ? [`${price ? `of it ${formatUsd(size.toString())} by size: ` : ""}${quantityText(quantity)} on the bill than estimated`]
      : []),
    ...(size === undefined ? ["by size or price: it has snapshots of several prices"] : []),
    ...(hasSize ? sizeReasons(row, compared) : []),
    ...(row.uncounted > 0 && row.snapshotCount > 1
      ? [
          `${formatCount(row.uncounted)} of its ${formatCount(row.snapshotCount)} snapshots are not compared: something of them is not known`,
        ]
      : []),
  ];
}

/** Of both sides: they say the same. */
export function isRounding({ differenceUsd, toleranceUsd }: Pick<ComparedAmounts, "differenceUsd" | "toleranceUsd">): boolean {
  return new ExactDecimal(differenceUsd).abs().lte(toleranceUsd);
}

interface DifferenceParts {
  /** Absent where the bill has the price of the list. */
  price?: { usd: string; billed: string };
  /** Absent where there is no one price. */
  size?: ExactDecimal;
  /** Billed less estimated GiB-months. */
  quantity?: ExactDecimal;
}

function partsOf({ usdPerGibMonth, billedUsd, billedQuantity }: CostRow, compared: ComparedAmounts): DifferenceParts {
  if (usdPerGibMonth === null || new ExactDecimal(usdPerGibMonth).isZero()) return {};
  const list = new ExactDecimal(usdPerGibMonth);
  const isBilled = billedUsd !== null && billedQuantity !== null && Number(billedQuantity) > 0 && Number(billedUsd) > 0;
  const paid = isBilled ? new ExactDecimal(billedUsd).div(billedQuantity) : list;
  const isOfList = paid.div(list).minus(1).abs().lte(PRICE_TOLERANCE);
  const quantity = new ExactDecimal(compared.billedUsd).div(isOfList ? list : paid);
  const more = quantity.minus(new ExactDecimal(compared.estimateUsd).div(list));
  return {
    size: more.times(list),
    quantity: more,
    ...(isOfList ? {} : { price: { usd: quantity.times(paid.minus(list)).toString(), billed: paid.toSignificantDigits(4).toFixed() } }),
  };
}

function quantityText(more: ExactDecimal): string {
  return `${formatQuantity(more.abs().toString())} GiB-months ${more.isNegative() ? "fewer" : "more"}`;
}

/** What may have been another size than the estimate takes it to be. */
function sizeReasons({ goneCount }: CostRow, { assumedUsd, differenceUsd }: ComparedAmounts): string[] {
  const isLess = Number(differenceUsd) < 0;
  if (!isWorthTelling(assumedUsd))
    return ["Snapscope looked in nearly all of these hours and knows no reason: compare the quantity on the bill"];
  return [
    `${formatUsd(assumedUsd)} of the estimate is for times when Snapscope did not look: ${
      isLess ? "it may have stored less then, for a delete moves data into the next snapshot" : "it may have stored more then"
    }`,
    ...(isLess && goneCount > 0 ? ["deleted snapshots count until Snapscope missed them, which may be later than they went"] : []),
  ];
}

/** Half a cent: less is shown as nothing. */
export function isWorthTelling(usd: string | null): usd is string {
  return usd !== null && Number(usd) >= 0.005;
}
