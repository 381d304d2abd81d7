// The month in four figures, each with where it comes from.
import { Figure } from "#components/ui/figure.tsx";
import type { CostReport } from "#lib/contract/costs.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatUsd } from "#lib/domain/format.ts";
import classes from "./cost-totals.module.css";
import { billedNote, estimateNote, forecastNote, gapsNote, monthOnBill } from "./cost-totals-notes.ts";
import { isClosed } from "./report-periods.ts";
import { shownCosts } from "./shown-costs.ts";

export function CostTotals({ report, isCompleting }: { report: CostReport; isCompleting: boolean }) {
  const { totals } = report;
  const isOver = isClosed(report);
  const { total } = shownCosts(report);
  const isAskingBill = isCompleting && totals.billedUsd === null;
  return (
    <dl className={classes.totals}>
      <Figure
        term={isOver ? "Estimate for the month" : "Estimate to date"}
        value={aboutUsd(total.estimateUsd ?? totals.estimateUsd, totals.uncounted > 0)}
        note={estimateNote(report)}
        hint={`What each snapshot stored, hour by hour ÷ hours in the month × the price of its region; those deleted since count for the hours they were there.${gapsNote(totals.uncounted)}`}
      />
      {isOver ? (
        <MonthOnBill report={report} isAskingBill={isAskingBill} />
      ) : (
        <Figure
          term="Forecast to month end"
          value={aboutUsd(total.forecastUsd ?? totals.forecastUsd, totals.uncounted + report.unmeasured > 0)}
          note={forecastNote(report)}
          hint={`The estimate to date plus today's used size for the days that are left.${gapsNote(Math.max(totals.uncounted, report.unmeasured))}`}
        />
      )}
      <Figure
        term={isOver ? "Billed for storage" : "Billed so far"}
        value={totals.billedUsd === null ? (isCompleting ? "…" : "—") : formatUsd(total.billedUsd ?? totals.billedUsd)}
        note={isAskingBill ? "Asking Cost Management" : billedNote(report)}
        hint="From Azure Cost Management, storage of snapshots, also of those deleted since (the estimate has those of them that were read before they went). Its rows come one to three days late and may still change."
      />
      <Figure
        term="If all were full snapshots"
        value={totals.ifAllFullUsd === null ? "…" : aboutUsd(totals.ifAllFullUsd, totals.uncounted > 0)}
        note={totals.ifAllFullUsd === null ? "Laying the measured changes over each other" : "each with all data of its disk"}
        hint="Each snapshot storing all data its disk had allocated then, as a full snapshot does, at the same price: what incremental snapshots save. Those deleted since count here with what they stored."
      />
    </dl>
  );
}

/** What a month that is over came to: nothing of it is left to forecast. */
function MonthOnBill({ report, isAskingBill }: { report: CostReport; isAskingBill: boolean }) {
  const { usd, note } = monthOnBill(report);
  return (
    <Figure
      term="The month's total"
      value={usd === null ? (isAskingBill ? "…" : "—") : formatUsd(usd)}
      note={isAskingBill ? "Asking Cost Management" : note}
      hint="All that Azure Cost Management has for these snapshots in this month: storage and what else is charged on them."
    />
  );
}

function aboutUsd(amount: string, hasGaps: boolean): string {
  return hasGaps ? atLeast(formatUsd(amount), true) : `about ${formatUsd(amount)}`;
}
