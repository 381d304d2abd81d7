// What stands beneath each of the four figures of a month.
import type { CostReport } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { sumDecimals } from "#lib/domain/costs/exact-decimal.ts";
import { meterWords } from "#lib/domain/costs/meter-words.ts";
import { roundToSum } from "#lib/domain/costs/round-to-sum.ts";
import { formatCount, formatQuantity, formatUsd } from "#lib/domain/format.ts";
import { gib } from "./cost-formula.ts";
import { isClosed } from "./report-periods.ts";
import { printBilled, printShownUsd, shownCosts } from "./shown-costs.ts";

export function estimateNote(report: CostReport): string {
  const { totals, daysInMonth, hoursElapsed } = report;
  const period = isClosed(report) ? `${daysInMonth} days` : `${(hoursElapsed / 24).toFixed(1)} of ${daysInMonth} days`;
  const quantity = atLeast(formatQuantity(shownCosts(report).total.quantity ?? totals.quantity), totals.uncounted > 0);
  const gone = isZero(totals.goneEstimateUsd) ? "" : `; of it ${formatUsd(totals.goneEstimateUsd)} for snapshots deleted since`;
  return `${quantity} GiB-months, ${period}${gone}`;
}

export function forecastNote({ totals, unmeasured }: CostReport): string {
  return `if nothing is taken or deleted; ${atLeast(`${gib(totals.usedGib, 3)} GiB`, unmeasured > 0)} used now`;
}

/** Why a sum is the least it can be; empty where it is whole. */
export function gapsNote(count: number): string {
  if (count === 0) return "";
  return ` ≥: at least this, because something of ${formatCount(count)} ${count === 1 ? "snapshot" : "snapshots"} is not known: not measured, without a price, or deleted before Snapscope saw them.`;
}

/** Storage and the rest as they are shown elsewhere on the page, and the sum of these. */
export function monthOnBill(report: CostReport): { usd: string | null; note: string } {
  const { billedUsd, otherBilledUsd } = shownCosts(report).total;
  if (billedUsd === null) return { usd: null, note: report.billing.message ?? "Azure has no rows for this month" };
  const other = otherBilledUsd ?? "0";
  return {
    usd: sumDecimals([billedUsd, other]),
    note: isZero(other)
      ? "on the bill, all of it storage"
      : `on the bill: ${formatUsd(billedUsd)} storage, ${formatUsd(other)} other charges`,
  };
}

export function billedNote(report: CostReport): string {
  const { billing, totals } = report;
  if (billing.state === "unavailable") return billing.message ?? "Cost Management did not answer";
  if (totals.billedUsd === null) return billing.message ?? "Azure has no rows for this month";
  const { goneBilledUsd, goneCount, otherBilledUsd, unattributedUsd, unseenBilledUsd, unseenCount } = totals;
  return [
    billing.through ? `through ${billing.through.slice(0, 10)}` : "no date given",
    goneBilledUsd !== null &&
      `of it ${printBilled(report, goneBilledUsd)} for ${formatCount(goneCount)} deleted since${goneCount === unseenCount ? ", before Snapscope saw them" : ""}`,
    unseenBilledUsd !== null &&
      goneCount !== unseenCount &&
      `${printBilled(report, unseenBilledUsd)} of that for ${formatCount(unseenCount)} gone before Snapscope saw them`,
    unattributedUsd !== null && `${formatUsd(unattributedUsd)} attributed to no snapshot`,
    billing.message?.replace(/\.$/, ""),
    otherBilledUsd !== null && !isZero(otherBilledUsd) && otherChargesText(totals),
  ]
    .filter(Boolean)
    .join("; ");
}

/** "other charges $0.12 more (data sent elsewhere $0.10, reads and writes $0.02)", the dearest first. */
function otherChargesText({ otherMeters, otherBilledUsd }: CostReport["totals"]): string {
  const byWords = new Map<string, string>();
  for (const { meterName, usd } of otherMeters) {
    const words = meterWords(meterName);
    byWords.set(words, sumDecimals([byWords.get(words) ?? "0", usd]));
  }
  const named = [...byWords].filter(([, usd]) => !isZero(usd)).toSorted(([, a], [, b]) => Number(b) - Number(a));
  const shown = roundToSum(
    named.map(([, usd]) => usd),
    otherBilledUsd ?? "0",
    2,
  );
  const text = named.slice(0, 3).map(([words, usd], i) => `${words} ${printShownUsd(shown.lines[i] ?? usd, usd)}`);
  return `other charges ${formatUsd(shown.total)} more${text.length === 0 ? "" : ` (${text.join(", ")}${named.length > 3 ? ", …" : ""})`}`;
}

/** Only to choose words. */
function isZero(amount: string): boolean {
  return Number(amount) === 0;
}
