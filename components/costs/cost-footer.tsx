// What stands under the cost lines, and a line on a narrow screen: the same amounts as in the columns, which add up.
import { SplitName } from "#components/ui/split-name.tsx";
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatQuantity, formatUsd } from "#lib/domain/format.ts";
import { detailOf } from "./cost-columns.tsx";
import { costFacts } from "./cost-facts.ts";
import { shownCosts } from "./shown-costs.ts";

export function costFooter(report: CostReport) {
  const { totals, unmeasured, rowCount } = report;
  const { total } = shownCosts(report);
  const lines = `Total of ${rowCount.toLocaleString("en-US")} ${rowCount === 1 ? "line" : "lines"}`;
  const usd = (amount: string | null, hasGaps = false) => (amount === null ? "—" : atLeast(formatUsd(amount), hasGaps));
  const quantity = (amount: string | null, hasGaps: boolean) => atLeast(formatQuantity(amount ?? "0"), hasGaps);
  const hasGaps = totals.uncounted > 0;
  const used = quantity(total.usedGib, unmeasured > 0);
  return {
    cells: {
      name: lines,
      used,
      quantity: quantity(total.quantity, hasGaps),
      estimate: usd(total.estimateUsd, hasGaps),
      forecast: usd(total.forecastUsd, hasGaps || unmeasured > 0),
      billed: usd(total.billedUsd),
      difference: usd(total.differenceUsd),
      other: usd(total.otherBilledUsd),
    },
    narrow: {
      first: (
        <>
          <span>{lines}</span>
          <span>{usd(total.estimateUsd, hasGaps)}</span>
        </>
      ),
      second: (
        <>
          <span>billed {usd(total.billedUsd)}</span>
          <span>{used} GiB</span>
        </>
      ),
    },
  };
}

export function narrowCost(row: CostRow, report: CostReport) {
  const { Estimate, Billed } = costFacts(row, report);
  const used = shownCosts(report).lines.get(row)?.usedGib;
  return {
    first: (
      <>
        <SplitName name={row.label} />
        <span>{Estimate.value ?? "—"}</span>
      </>
    ),
    second: (
      <>
        <span>{Billed.value === undefined ? (detailOf(row, false) ?? "") : `billed ${Billed.value}`}</span>
        <span>
          {used == null ? (row.unmeasured > 0 ? "not measured" : "") : `${atLeast(formatQuantity(used), row.unmeasured > 0)} GiB`}
        </span>
      </>
    ),
  };
}
