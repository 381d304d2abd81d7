// The columns of the cost lines. A click on a number opens its formula; a line has a link and, where nothing is measured, a
// button, and no other tab stop.
import { Anchor, Button } from "@mantine/core";
import type { Column } from "#components/ui/data-table-column.ts";
import { PageLink } from "#components/ui/page-link.tsx";
import { SplitName } from "#components/ui/split-name.tsx";
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { atLeast } from "#lib/domain/at-least.ts";
import { formatQuantity } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { type CostFactName, costFacts } from "./cost-facts.ts";
import { days } from "./cost-formula.ts";
import classes from "./cost-table.module.css";
import { FormulaNumber } from "./formula-number.tsx";
import { isClosed, periodsOf } from "./report-periods.ts";
import { shownCosts, usedNow } from "./shown-costs.ts";

export interface CostColumnsInput {
  report: CostReport;
  groupBy: string;
  isMeasuring: boolean;
  onMeasure(chainId: string | undefined): void;
}

const TITLES: Record<string, string> = { snapshot: "Snapshot", chain: "Chain", subscription: "Subscription", region: "Region" };

export function costColumns({ report, groupBy, isMeasuring, onMeasure }: CostColumnsInput): Column<CostRow>[] {
  const fact = (row: CostRow, name: CostFactName) => {
    const { value, period, formula, notes } = costFacts(row, report)[name];
    const label = [name, period, row.label].filter(Boolean).join(", ");
    return value === undefined ? "—" : <FormulaNumber label={label} value={value} formula={formula} notes={notes} />;
  };
  const number = { numeric: true, grow: 0.3 };
  const periods = periodsOf(report);
  const columns: Column<CostRow>[] = [
    {
      id: "name",
      header: TITLES[groupBy] ?? "Line",
      minWidth: 240,
      grow: 3,
      cell: (row) => <RowName row={row} isRegion={groupBy === "region"} />,
    },
    {
      id: "used",
      header: "Used",
      unit: "GiB",
      period: "now",
      help: "What the snapshot stores itself, measured from page ranges; not its provisioned size. Deleted ones store nothing any more.",
      sortKey: "usedGib",
      minWidth: 120,
      ...number,
      cell: (row) => <Used row={row} report={report} isMeasuring={isMeasuring} onMeasure={onMeasure} />,
    },
    {
      id: "day",
      header: "Per day",
      help: "Used GiB ÷ days in the month, in GiB-months: the quantity of one full day in the usage report.",
      minWidth: 86,
      ...number,
      cell: (row) => fact(row, "Quantity of a day"),
    },
    {
      id: "days",
      header: "Days",
      help: "Days of this month it was there so far, counted in UTC hours; of several, the longest.",
      minWidth: 56,
      ...number,
      cell: (row) => (isOnBillOnly(row) ? "—" : days(row.daysPresent)),
    },
    {
      id: "quantity",
      header: "GiB-months",
      help: "The quantity to date: what it stored in each hour ÷ hours in the month, summed as the usage report does.",
      sortKey: "quantity",
      period: periods.estimate,
      minWidth: 116,
      ...number,
      cell: (row) => fact(row, "Quantity"),
    },
    {
      id: "price",
      header: "Price",
      unit: "USD",
      help: "Of a GiB for a month, from the public price list.",
      minWidth: 82,
      ...number,
      cell: (row) => fact(row, "Price of a GiB and month"),
    },
    {
      id: "estimate",
      header: "Estimate",
      help: "Quantity × price, of the days named here.",
      sortKey: "estimateUsd",
      period: periods.estimate,
      minWidth: 90,
      ...number,
      cell: (row) => fact(row, "Estimate"),
    },
    {
      id: "forecast",
      header: "Forecast",
      help: "To the end of the month, if nothing but time changes.",
      sortKey: "forecastUsd",
      period: periods.forecast,
      minWidth: 90,
      ...number,
      cell: (row) => fact(row, "Forecast"),
    },
    {
      id: "billed",
      header: "Billed",
      help: "By Azure Cost Management for storage, as far as its rows have come: those of the last three days may still be missing.",
      sortKey: "billedUsd",
      period: periods.billed,
      minWidth: 90,
      ...number,
      cell: (row) => fact(row, "Billed"),
    },
    {
      id: "difference",
      header: "Difference",
      period: periods.difference,
      help: "Billed less estimated, of the same snapshots in the same days: those whose rows on the bill have come. Where Estimate and Billed are of other days, the number has its two sides behind it.",
      sortKey: "differenceUsd",
      minWidth: 92,
      ...number,
      cell: (row) => fact(row, "Difference"),
    },
    {
      id: "other",
      header: "Other charges",
      help: "Billed on the same snapshots besides storage: reads and writes, data sent to another region, instant access. Not in Billed.",
      sortKey: "otherBilledUsd",
      period: periods.billed,
      minWidth: 110,
      ...number,
      cell: (row) => fact(row, "Other charges"),
    },
  ];
  return isClosed(report) ? columns.filter(({ id }) => id !== "forecast") : columns;
}

/** Only what still exists can be measured. */
function Used({ row, report, isMeasuring, onMeasure }: { row: CostRow } & Pick<CostColumnsInput, "report" | "isMeasuring" | "onMeasure">) {
  const used = shownCosts(report).lines.get(row)?.usedGib;
  if (used != null) {
    return (
      <span title={`${row.usedGib} GiB${row.unmeasured > 0 ? `; ${row.unmeasured} not measured` : ""}`}>
        {atLeast(formatQuantity(used), row.unmeasured > 0)}
      </span>
    );
  }
  if (row.usedGib !== usedNow(row)) return <span title={`deleted; it stored ${row.usedGib} GiB last`}>—</span>;
  if (row.unmeasured === 0) return <span className={classes.quiet}>{isOnBillOnly(row) ? "—" : "not known"}</span>;
  if (!row.chainId) return <span className={classes.quiet}>not measured</span>;
  if (row.unmeasurable !== undefined)
    return (
      <span className={classes.quiet} data-hint={row.unmeasurable}>
        not measured
      </span>
    );
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={isMeasuring}
      onClick={() => onMeasure(row.chainId)}
      title="Its size is not measured"
    >
      Measure
    </Button>
  );
}

function RowName({ row, isRegion }: { row: CostRow; isRegion: boolean }) {
  const detail = detailOf(row, isRegion);
  const target = targetOf(row);
  const { label } = row;
  return (
    <span className={classes.name} title={detail ? `${label}\n${detail}` : label}>
      {target ? (
        <Anchor component={PageLink} to={target} size="sm" className={classes.link} aria-label={label}>
          <SplitName name={label} />
        </Anchor>
      ) : (
        <SplitName name={label} />
      )}
      {detail && <span className={classes.quiet}>{detail}</span>}
    </span>
  );
}

export function detailOf(row: CostRow, isRegion: boolean): string | undefined {
  const parts = [
    row.goneAt && `gone by ${row.goneAt.slice(0, 10)}`,
    row.snapshotCount > 1 && snapshotsText(row),
    !isRegion && row.region && regionLabel(row.region),
    row.sku?.replace("Standard_", "").replace("_", " "),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : undefined;
}

/** Whatever it was, it was gone before it was read, or it is no snapshot. */
function isOnBillOnly({ goneCount, snapshotCount, daysPresent }: CostRow): boolean {
  return goneCount === snapshotCount && Number(daysPresent) === 0;
}

function snapshotsText({ snapshotCount, goneCount }: CostRow): string {
  const deleted = goneCount === snapshotCount ? ", all deleted" : goneCount > 0 ? `, ${goneCount} of them deleted` : "";
  return `${snapshotCount} snapshots${deleted}`;
}

/** What is gone is shown on its chain. */
export function targetOf({ snapshotId, chainId }: CostRow): PageTarget | undefined {
  if (snapshotId) return { page: "snapshots", params: { open: snapshotId } };
  return chainId ? { page: "chain", params: { id: chainId } } : undefined;
}
