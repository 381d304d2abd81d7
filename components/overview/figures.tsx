"use client";
import type { ReactNode } from "react";
import { PageLink } from "#components/ui/page-link.tsx";
import { Term } from "#components/ui/term.tsx";
import type { Overview } from "#lib/contract/overview.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatBytes, formatCount, formatExactBytes, formatUsd } from "#lib/domain/format.ts";
import classes from "./figures.module.css";

export function Figures({ figures }: { figures: Overview["figures"] }) {
  const { snapshots, disks, storedBytes, provisionedBytes, measuredCount, monthToDateUsd, forecastUsd, isCostLeast, operationsRunning } =
    figures;
  const isLeast = measuredCount < snapshots;
  const share = provisionedBytes > 0 ? (storedBytes / provisionedBytes) * 100 : 0;
  return (
    <dl className={classes.figures}>
      <Figure
        title={<Term name="snapshot">Snapshots</Term>}
        to={{ page: "snapshots" }}
        value={formatCount(snapshots)}
        note={`of ${formatCount(disks)} disks and those now gone`}
      />
      <Figure
        title={
          <>
            <Term name="stored">Stored</Term> of <Term name="provisioned">provisioned</Term>
          </>
        }
        to={{ page: "chains" }}
        value={<span title={formatExactBytes(storedBytes)}>{atLeast(formatBytes(storedBytes), isLeast)}</span>}
        note={
          <>
            {atLeast(`${share < 10 ? share.toFixed(1) : Math.round(share)} %`, isLeast)} of {formatBytes(provisionedBytes)}
            {isLeast && `; ${formatCount(snapshots - measuredCount)} not measured`}
          </>
        }
      />
      <Figure
        title={<Term name="estimate">This month so far, estimate</Term>}
        to={{ page: "costs" }}
        value={monthToDateUsd === null ? "Unknown" : usdOf(monthToDateUsd, isCostLeast)}
        note={
          forecastUsd === null ? (
            "No price or size is known yet"
          ) : (
            <>
              <Term name="forecast">forecast</Term> {atLeast(formatUsd(forecastUsd), isCostLeast)} for the whole month
            </>
          )
        }
      />
      <Figure
        title={<Term name="operation">Operations running</Term>}
        to={{ page: "operations" }}
        value={formatCount(operationsRunning)}
        note={operationsRunning === 0 ? "Nothing that was started here is under way" : "They go on when this page is closed"}
      />
    </dl>
  );
}

function usdOf(usd: string, isLeast: boolean): string {
  return isLeast ? atLeast(formatUsd(usd), true) : `about ${formatUsd(usd)}`;
}

function Figure({ title, value, note, to }: { title: ReactNode; value: ReactNode; note: ReactNode; to: PageTarget }) {
  return (
    <div className={classes.figure}>
      <dt className={classes.title}>{title}</dt>
      <dd>
        <PageLink to={to} className={classes.value}>
          {value}
        </PageLink>
      </dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  );
}
