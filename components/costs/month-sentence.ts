// A month in one sentence, and what is said of one in which there is nothing.
import type { CostReport } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatUsd } from "#lib/domain/format.ts";
import { monthLabel } from "./month-label.ts";
import { isClosed } from "./report-periods.ts";
import { shownCosts } from "./shown-costs.ts";

export function monthSentence(report: CostReport): string {
  const { month, rows, totals, unmeasured } = report;
  const name = monthLabel(month);
  if (rows.length === 0) return `${name}: nothing is known of it`;
  const { total } = shownCosts(report);
  const about = (usd: string, hasGaps: boolean) => (hasGaps ? atLeast(formatUsd(usd), true) : `about ${formatUsd(usd)}`);
  const estimate = about(total.estimateUsd ?? totals.estimateUsd, totals.uncounted > 0);
  if (isClosed(report))
    return total.billedUsd === null
      ? `${name}: ${estimate} by measured sizes`
      : `${name}: ${formatUsd(total.billedUsd)} billed for storage, ${estimate} by measured sizes`;
  return `${name}: ${estimate} so far, ${about(total.forecastUsd ?? totals.forecastUsd, totals.uncounted + unmeasured > 0)} by its end`;
}

/** Nothing read is not nothing there: a snapshot may have come and gone before Snapscope looked. */
export function emptyMonth(report: CostReport): { title: string; text: string } {
  const { month, billing } = report;
  const name = monthLabel(month);
  if (!isClosed(report))
    return { title: `No snapshots in ${name}`, text: "Costs appear as soon as a snapshot exists, from the hour it was taken in." };
  return {
    title: `Nothing is known of ${name}`,
    text:
      billing.state === "ok"
        ? "Snapscope has seen no snapshot that was there then, and the bill has no row of one."
        : `Snapscope has seen no snapshot that was there then, and the bill could not be read: ${billing.message ?? "Cost Management did not answer."}`,
  };
}
