// The month in four figures, each with where it comes from.
import { Figure } from "#components/ui/figure.tsx";
import type { CostReport } from "#lib/contract/costs.ts";
import { formatCount, formatQuantity, formatUsd } from "#lib/domain/format.ts";
import { gib } from "./cost-formula.ts";
import classes from "./cost-totals.module.css";

export function CostTotals({ report, isCompleting }: { report: CostReport; isCompleting: boolean }) {
  const { totals, daysInMonth, hoursElapsed } = report;
  const isClosed = hoursElapsed >= daysInMonth * 24;
  const elapsed = (hoursElapsed / 24).toFixed(1);
  return (
    <dl className={classes.totals}>
      <Figure
        term={isClosed ? "Estimate for the month" : "Estimate to date"}
        value={`about ${formatUsd(totals.estimateUsd)}`}
        note={estimateNote(report, isClosed ? `${daysInMonth} days` : `${elapsed} of ${daysInMonth} days`)}
        hint="What each snapshot stored, hour by hour ÷ hours in the month × the price of its region; those deleted since count for the hours they were there."
      />
      <Figure
        term="Forecast to month end"
        value={`about ${formatUsd(totals.forecastUsd)}`}
        note={isClosed ? "the month is over" : `if nothing is taken or deleted; ${gib(totals.usedGib, 3)} GiB used now`}
        hint="The estimate to date plus today's used size for the days that are left."
      />
      <Figure
        term={isClosed ? "Billed" : "Billed so far"}
        value={totals.billedUsd === null ? (isCompleting ? "…" : "—") : formatUsd(totals.billedUsd)}
        note={isCompleting && totals.billedUsd === null ? "Asking Cost Management" : billedNote(report)}
        hint="From Azure Cost Management, storage of snapshots, also of those deleted since (the estimate has those of them that were read before they went). Its rows come one to three days late and may still change."
      />
      <Figure
        term="If all were full snapshots"
        value={totals.ifAllFullUsd === null ? "…" : `about ${formatUsd(totals.ifAllFullUsd)}`}
        note={totals.ifAllFullUsd === null ? "Laying the measured changes over each other" : "each with all data of its disk"}
        hint="Each snapshot storing all data its disk had allocated then, as a full snapshot does, at the same price: what incremental snapshots save. Those deleted since count here with what they stored."
      />
    </dl>
  );
}

function estimateNote({ totals }: CostReport, period: string): string {
  const { quantity, goneEstimateUsd } = totals;
  const gone = isZero(goneEstimateUsd) ? "" : `; of it ${formatUsd(goneEstimateUsd)} for snapshots deleted since`;
  return `${formatQuantity(quantity)} GiB-months, ${period}${gone}`;
}

/** Only to choose words. */
function isZero(amount: string): boolean {
  return Number(amount) === 0;
}

function billedNote({ billing, totals }: CostReport): string {
  if (billing.state === "unavailable") return billing.message ?? "Cost Management did not answer";
  if (totals.billedUsd === null) return billing.message ?? "Azure has no rows for this month";
  const { goneBilledUsd, goneCount, otherBilledUsd, otherMeters, unattributedUsd, unseenBilledUsd, unseenCount } = totals;
  return [
    billing.through ? `through ${billing.through.slice(0, 10)}` : "no date given",
    goneBilledUsd !== null &&
      `of it ${formatUsd(goneBilledUsd)} for ${formatCount(goneCount)} deleted since${goneCount === unseenCount ? ", before they were read" : ""}`,
    unseenBilledUsd !== null &&
      goneCount !== unseenCount &&
      `${formatUsd(unseenBilledUsd)} of that for ${formatCount(unseenCount)} gone before they were read`,
    unattributedUsd !== null && `${formatUsd(unattributedUsd)} attributed to no snapshot`,
    billing.message?.replace(/\.$/, ""),
    otherBilledUsd !== null && `other meters ${formatUsd(otherBilledUsd)} more${metersText(otherMeters)}`,
  ]
    .filter(Boolean)
    .join("; ");
}

/** "(Disk Operations $0.02, Bandwidth $0.10)", the dearest first. */
function metersText(meters: CostReport["totals"]["otherMeters"]): string {
  const named = meters.filter(({ usd }) => !isZero(usd)).toSorted((a, b) => Number(b.usd) - Number(a.usd));
  const text = named.slice(0, 3).map(({ meterName, usd }) => `${meterName || "no meter named"} ${formatUsd(usd)}`);
  return text.length === 0 ? "" : ` (${text.join(", ")}${named.length > 3 ? ", …" : ""})`;
}
