// The month in four figures, each with where it comes from.
import { Figure } from "#components/ui/figure.tsx";
import type { CostReport } from "#lib/contract/costs.ts";
import { formatCount, formatQuantity, formatUsd } from "#lib/domain/format.ts";
import { gib } from "./cost-formula.ts";
import classes from "./cost-totals.module.css";

export function CostTotals({ report }: { report: CostReport }) {
  const { totals, daysInMonth, hoursElapsed } = report;
  const isClosed = hoursElapsed >= daysInMonth * 24;
  const elapsed = (hoursElapsed / 24).toFixed(1);
  return (
    <dl className={classes.totals}>
      <Figure
        term={isClosed ? "Estimate for the month" : "Estimate to date"}
        value={`about ${formatUsd(totals.estimateUsd)}`}
        note={`${formatQuantity(totals.quantity)} GiB-months, ${isClosed ? `${daysInMonth} days` : `${elapsed} of ${daysInMonth} days`}`}
        hint="Measured size of each snapshot ÷ days in the month × its days so far × the price of its region."
      />
      <Figure
        term="Forecast to month end"
        value={`about ${formatUsd(totals.forecastUsd)}`}
        note={isClosed ? "the month is over" : `if nothing is taken or deleted; ${gib(totals.usedGib, 3)} GiB used now`}
        hint="The estimate to date plus today's used size for the days that are left."
      />
      <Figure
        term={isClosed ? "Billed" : "Billed so far"}
        value={totals.billedUsd === null ? "—" : formatUsd(totals.billedUsd)}
        note={billedNote(report)}
        hint="From Azure Cost Management, storage of snapshots, also of those deleted since (the estimate has only those that are there now). Its rows come one to three days late and may still change."
      />
      <Figure
        term="If all were full snapshots"
        value={`about ${formatUsd(totals.ifAllFullUsd)}`}
        note="each with all data of its disk"
        hint="Each snapshot storing all data its disk had allocated then, as a full snapshot does, at the same price: what incremental snapshots save."
      />
    </dl>
  );
}

function billedNote({ billing, totals }: CostReport): string {
  if (billing.state === "unavailable") return billing.message ?? "Cost Management did not answer";
  if (totals.billedUsd === null) return billing.message ?? "Azure has no rows for this month";
  const { goneBilledUsd, goneCount, otherBilledUsd } = totals;
  return [
    billing.through ? `through ${billing.through.slice(0, 10)}` : "no date given",
    goneBilledUsd !== null && `of it ${formatUsd(goneBilledUsd)} for ${formatCount(goneCount)} deleted since`,
    otherBilledUsd !== null && `other meters ${formatUsd(otherBilledUsd)} more`,
  ]
    .filter(Boolean)
    .join("; ");
}
