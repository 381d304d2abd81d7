// The spend of a month: four figures, the days, the lines.
import { CloseButton, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { UnmeasuredNotice } from "#components/inventory/unmeasured-notice.tsx";
import { Refusal } from "#components/ui/refusal.tsx";
import { SortSelect } from "#components/ui/sort-select.tsx";
import { useOperationStart } from "#lib/client/operations/use-operation-start.ts";
import { announce } from "#lib/client/shell/announce.ts";
import { useScope } from "#lib/client/shell/scope.ts";
import { useGoToPage } from "#lib/client/shell/use-page-address.ts";
import type { CostReport } from "#lib/contract/costs.ts";
import { formatCount, formatUsd } from "#lib/domain/format.ts";
import { askToMeasure } from "#lib/operations/kinds/measure/request.ts";
import { BillComparison } from "./bill-comparison.tsx";
import { CostChart } from "./cost-chart.tsx";
import { ASSUMPTION } from "./cost-formula.ts";
import type { CostSort } from "./cost-sort.ts";
import { CostTable } from "./cost-table.tsx";
import { CostTotals } from "./cost-totals.tsx";
import { isWorthTelling } from "./difference-reasons.ts";
import classes from "./spend.module.css";

export interface SpendProps {
  report: CostReport;
  groupBy: string;
  chain: string | undefined;
  isStale: boolean;
  /** What had to be waited for is on its way. */
  isCompleting: boolean;
  onFilter(change: Record<string, string | null>): void;
}

export function Spend({ report, groupBy, chain, isStale, isCompleting, onFilter }: SpendProps) {
  const measure = useMeasure();
  const scope = useScope();
  const [sort, setSort] = useState<CostSort>({ key: "estimateUsd", order: "desc" });
  return (
    <div className={isStale ? `${classes.page} ${classes.stale}` : classes.page} aria-busy={isStale}>
      <CostTotals report={report} isCompleting={isCompleting} />
      {report.unmeasured > 0 && (
        <UnmeasuredNotice tally={report.measuring} isStarting={measure.isPending} onMeasure={() => measure.begin(undefined)} />
      )}
      <Assumptions report={report} isNarrowed={scope.region.length > 0 || chain !== undefined} />
      {measure.error && <Refusal error={measure.error} />}
      {report.isPartial !== true && <BillComparison report={report} />}
      <CostChart report={report} />
      <section aria-label="Lines">
        <div className={classes.filters}>
          <SegmentedControl
            aria-label="Group the lines by"
            value={groupBy}
            onChange={(value) => {
              announce(`Grouped by ${value}`);
              onFilter({ groupBy: value === "snapshot" ? null : value });
            }}
            data={[
              { value: "snapshot", label: "Snapshot" },
              { value: "chain", label: "Chain" },
              { value: "subscription", label: "Subscription" },
              { value: "region", label: "Region" },
            ]}
          />
          {chain && (
            <span className={classes.chip}>
              one chain only
              <CloseButton size="xs" aria-label="Show all chains" onClick={() => onFilter({ chain: null })} />
            </span>
          )}
          <span className={classes.sort}>
            <SortSelect options={SORTS} sort={sort} onChange={(chosen) => setSort(chosen as CostSort)} />
          </span>
        </div>
        <CostTable
          report={report}
          groupBy={groupBy}
          sort={sort}
          onSort={setSort}
          isCompleting={isCompleting}
          isMeasuring={measure.isPending}
          onMeasure={measure.begin}
        />
      </section>
    </div>
  );
}

const SORTS: { label: string; sort: CostSort }[] = [
  { label: "Dearest first", sort: { key: "estimateUsd", order: "desc" } },
  { label: "Most billed first", sort: { key: "billedUsd", order: "desc" } },
  { label: "Largest difference first", sort: { key: "differenceUsd", order: "desc" } },
  { label: "Most used first", sort: { key: "usedGib", order: "desc" } },
];

/** What the estimate takes for granted or leaves out, because nobody looked at the time. */
/** isNarrowed: to regions or a chain. */
function Assumptions({ report, isNarrowed }: { report: CostReport; isNarrowed: boolean }) {
  const { unknownHours, totals } = report;
  const lines = [
    isWorthTelling(totals.assumedUsd) &&
      `${totals.assumedUsd === totals.estimateUsd ? "All" : formatUsd(totals.assumedUsd)} of the estimate is for times when Snapscope did not look: ${ASSUMPTION}`,
    unknownHours > 0 &&
      `${formatCount(unknownHours)} hours of snapshots are not in it: nobody had measured what was stored then, and Azure does not tell it afterwards.`,
    isNarrowed &&
      "What the bill has for snapshots that were gone before they were read, or for none, names no region and no chain: it is left out here.",
  ].filter(Boolean);
  return lines.length > 0 ? <p className={classes.assumptions}>{lines.join(" ")}</p> : null;
}

/** Starts a measurement and goes to it. */
function useMeasure() {
  const goToPage = useGoToPage();
  const { start } = useOperationStart();
  const begin = (chainId: string | undefined) =>
    start.mutate(
      { request: askToMeasure(chainId ? [chainId] : undefined) },
      {
        onSuccess: (operation) => goToPage({ page: "operation", params: { id: operation.id } }),
      },
    );
  return { begin, isPending: start.isPending, error: start.error };
}
