// The month line by line: only the lines in sight are in the document. Enter, or a click on a line, opens all its formulas.
import { Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { DataTable } from "#components/ui/data-table.tsx";
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { costColumns } from "./cost-columns.tsx";
import { costFooter, narrowCost } from "./cost-footer.tsx";
import { CostLine } from "./cost-line.tsx";
import { COST_SORT_KEYS, type CostSort, sortRows } from "./cost-sort.ts";
import classes from "./cost-table.module.css";

export interface CostTableProps {
  report: CostReport;
  groupBy: string;
  sort: CostSort;
  onSort(sort: CostSort): void;
  /** The rest of the lines is on its way. */
  isCompleting: boolean;
  onMeasure(chainId: string | undefined): void;
  isMeasuring: boolean;
}

export function CostTable({ report, groupBy, sort, onSort, isCompleting, onMeasure, isMeasuring }: CostTableProps) {
  const [openKey, setOpenKey] = useState<string>();
  const rows = useMemo(() => sortRows(report.rows, sort), [report.rows, sort]);
  const columns = costColumns({ report, groupBy, isMeasuring, onMeasure });
  const sortBy = (asked: string) => {
    const key = COST_SORT_KEYS.find((one) => one === asked);
    if (key) onSort({ key, order: key === sort.key && sort.order === "desc" ? "asc" : "desc" });
  };
  return (
    <>
      <div className={classes.lines} style={{ ["--lines" as string]: rows.length }}>
        <DataTable
          label="Cost lines"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          total={report.rowCount}
          narrow={(row) => narrowCost(row, report)}
          sort={sort}
          onSort={sortBy}
          onOpen={(row) => setOpenKey(row.key)}
          footer={costFooter(report)}
        />
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {isCompleting && report.rowCount > rows.length && `The dearest ${rows.length} lines; the others are on their way. `}
        Lines are rounded so that what is shown adds up to the total; “&lt;$0.01” counts as nothing. The CSV has every amount unrounded.
        {hasGaps(report) && " ≥: at least this, something in it is not known."} A number, or Enter on its line, opens how it came to be.
        Days and months are UTC.
      </Text>
      <CostLine row={rows.find(({ key }) => key === openKey)} report={report} onClose={() => setOpenKey(undefined)} />
    </>
  );
}

/** Anywhere in the totals. */
function hasGaps({ totals, unmeasured }: CostReport): boolean {
  return totals.uncounted > 0 || unmeasured > 0;
}

const rowKey = (row: CostRow) => row.key;
