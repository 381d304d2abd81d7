// Estimate and bill side by side, for the same snapshots and days; beneath it what could not be compared, and why.
import { Term } from "#components/ui/term.tsx";
import type { CostReport } from "#lib/contract/costs.ts";
import type { NotComparedReason } from "#lib/domain/costs/compared-amounts.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import classes from "./bill-comparison.module.css";
import { daysThrough } from "./bill-days.ts";
import { isRounding, isWorthTelling } from "./difference-reasons.ts";
import { printBilled, shownCosts } from "./shown-costs.ts";

export function BillComparison({ report }: { report: CostReport }) {
  const { comparison, billing } = report;
  if (billing.state === "unavailable") return null;
  if (!comparison) {
    return (
      <p className={classes.quiet}>
        Estimate and bill cannot be compared yet: no day of the month is <Term name="settled">settled</Term>. Rows of the bill come up to
        three days late.
      </p>
    );
  }
  const { through, snapshots, estimateUsd, assumedUsd, billedUsd, differenceUsd, notCompared } = comparison;
  const shown = shownCosts(report).compared ?? { estimateUsd, billedUsd, differenceUsd };
  const share = Number(estimateUsd) === 0 ? undefined : (Number(differenceUsd) / Number(estimateUsd)) * 100;
  return (
    <section aria-label="Estimate and bill" className={classes.comparison}>
      <h2 className={classes.title}>
        Estimate and bill, {daysThrough(through)}, {formatCount(snapshots)} {snapshots === 1 ? "snapshot" : "snapshots"}
      </h2>
      <dl className={classes.sides}>
        <div>
          <dt>Estimate</dt>
          <dd title={`${estimateUsd} USD`}>{formatUsd(shown.estimateUsd)}</dd>
        </div>
        <div>
          <dt>Billed</dt>
          <dd title={`${billedUsd} USD`}>{formatUsd(shown.billedUsd)}</dd>
        </div>
        <div>
          <dt>Difference</dt>
          <dd title={`${differenceUsd} USD`}>
            {formatUsd(shown.differenceUsd)}
            <span className={classes.quiet}>
              {isRounding(comparison)
                ? " rounding of the meter"
                : share === undefined
                  ? ""
                  : ` ${share > 0 ? "+" : ""}${share.toFixed(1)} %`}
            </span>
          </dd>
        </div>
      </dl>
      {billing.through !== undefined && billing.through > through && (
        <p className={classes.quiet}>Rows of later days may still come or change: they are compared three days later.</p>
      )}
      {!isRounding(comparison) && isWorthTelling(assumedUsd) && (
        <p className={classes.quiet}>
          {assumedUsd === estimateUsd ? "All" : formatUsd(assumedUsd)} of this estimate is for times when Snapscope did not look: what
          changed then, such as a delete that moved data into the next snapshot, is in the bill only.
        </p>
      )}
      {notCompared.length > 0 && (
        <ul className={classes.left} aria-label="Not compared">
          {notCompared.map(({ reason, count, ...amounts }) => (
            <li key={reason}>
              {sentenceOf(reason, count)}
              {amountsOf(amounts, report)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sentenceOf(reason: NotComparedReason, count: number): string {
  const snapshots = `${formatCount(count)} ${count === 1 ? "snapshot" : "snapshots"}`;
  switch (reason) {
    case "unknown-size":
      return `${snapshots}: what they stored is not known for all of these hours`;
    case "no-price":
      return `${snapshots}: the price list has no price for them`;
    case "no-row":
      return `${snapshots}: the bill has no row of them`;
    case "not-answered":
      return `${snapshots}: the bill of their subscription could not be read`;
    case "unseen":
      return `${snapshots} gone before they were read: on the bill only`;
    case "unattributed":
      return "What the bill attributes to no snapshot";
  }
}

function amountsOf({ estimateUsd, billedUsd }: { estimateUsd: string | null; billedUsd: string | null }, report: CostReport): string {
  const told = [
    estimateUsd !== null && Number(estimateUsd) !== 0 && `${formatUsd(estimateUsd)} estimated`,
    billedUsd !== null && `${printBilled(report, billedUsd)} billed`,
  ];
  const text = told.filter(Boolean).join(", ");
  return text ? ` (${text}).` : ".";
}
