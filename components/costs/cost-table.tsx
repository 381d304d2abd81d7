// The month line by line. Every number opens its formula; what is not measured says so and offers to measure it.
import { Anchor, Button, Table, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { PageLink } from "#components/ui/page-link.tsx";
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import type { PageTarget } from "#lib/contract/page-target.ts";
import { formatQuantity, formatUsd } from "#lib/domain/format.ts";
import { regionLabel } from "#lib/domain/inventory/azure-region.ts";
import { assumptionLines, dailyFormula, days, estimateFormula, forecastFormula, priceLines, quantityFormula } from "./cost-formula.ts";
import { type CostSort, type CostSortKey, sortRows } from "./cost-sort.ts";
import classes from "./cost-table.module.css";
import { FormulaNumber } from "./formula-number.tsx";

export interface CostTableProps {
  report: CostReport;
  groupBy: string;
  onMeasure(chainId: string | undefined): void;
  isMeasuring: boolean;
}

const COLUMNS: { key: CostSortKey | undefined; title: string; hint?: string }[] = [
  { key: "usedGib", title: "Used, GiB", hint: "What the snapshot stores itself, measured from page ranges; not its provisioned size." },
  { key: undefined, title: "Per day, GiB-months", hint: "Used GiB ÷ days in the month: the quantity of one full day in the usage report." },
  { key: undefined, title: "Days", hint: "Days of this month it was there so far, counted in UTC hours; of several, the longest." },
  {
    key: "quantity",
    title: "GiB-months",
    hint: "The quantity to date: what it stored in each hour ÷ hours in the month, summed as the usage report does.",
  },
  { key: undefined, title: "Price, USD", hint: "Of a GiB for a month, from the public price list." },
  { key: "estimateUsd", title: "Estimate", hint: "Quantity × price, to date." },
  { key: "forecastUsd", title: "Forecast", hint: "To the end of the month, if nothing but time changes." },
  { key: "billedUsd", title: "Billed", hint: "By Azure Cost Management for storage, as far as its rows have come." },
  { key: undefined, title: "Other meters", hint: "Billed on the same resources besides storage: operations, bandwidth, instant access." },
];

/** More rows than this are drawn on request: each has several buttons. */
const FIRST_ROWS = 200;

export function CostTable({ report, groupBy, onMeasure, isMeasuring }: CostTableProps) {
  const [sort, setSort] = useState<CostSort>({ key: "estimateUsd", isDescending: true });
  const [shown, setShown] = useState(FIRST_ROWS);
  const rows = useMemo(() => sortRows(report.rows, sort), [report.rows, sort]);
  const sortBy = (key: CostSortKey) => setSort({ key, isDescending: sort.key === key ? !sort.isDescending : true });
  return (
    <>
      <div className={classes.scroller}>
        <Table className={classes.table} aria-label="Cost lines" highlightOnHover verticalSpacing={0} fz={13}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes.name}>{TITLES[groupBy] ?? "Line"}</Table.Th>
              {COLUMNS.map((column) => (
                <HeaderCell key={column.title} column={column} sort={sort} onSort={sortBy} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, shown).map((row) => (
              <Line key={row.key} row={row} report={report} groupBy={groupBy} onMeasure={onMeasure} isMeasuring={isMeasuring} />
            ))}
          </Table.Tbody>
          <TotalLine report={report} />
        </Table>
      </div>
      {rows.length > shown && (
        <Button variant="default" size="xs" mt="xs" onClick={() => setShown(rows.length)}>
          Show all {rows.length.toLocaleString("en-US")} lines
        </Button>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        The total is the exact sum of the lines; each number is rounded for the screen only. Days and months are UTC.
      </Text>
    </>
  );
}

const TITLES: Record<string, string> = { snapshot: "Snapshot", chain: "Chain", subscription: "Subscription", region: "Region" };

function HeaderCell({ column, sort, onSort }: { column: (typeof COLUMNS)[number]; sort: CostSort; onSort(key: CostSortKey): void }) {
  const { key, title, hint } = column;
  if (!key) {
    return (
      <Table.Th ta="right" data-hint={hint}>
        {title}
      </Table.Th>
    );
  }
  const isSorted = sort.key === key;
  const direction = sort.isDescending ? "descending" : "ascending";
  return (
    <Table.Th ta="right" data-hint={hint} aria-sort={isSorted ? direction : "none"}>
      <button type="button" className={classes.sort} onClick={() => onSort(key)}>
        {title}
        {isSorted ? (sort.isDescending ? " ↓" : " ↑") : ""}
      </button>
    </Table.Th>
  );
}

function Line({ row, report, groupBy, onMeasure, isMeasuring }: CostTableProps & { row: CostRow }) {
  const number = (
    label: string,
    value: string | null,
    print: (v: string) => string,
    formula: ReturnType<typeof estimateFormula>,
    notes?: string[],
  ) => (value === null ? "—" : <FormulaNumber label={`${label}, ${row.label}`} value={print(value)} formula={formula} notes={notes} />);
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>
        <RowName row={row} isRegion={groupBy === "region"} />
      </Table.Td>
      <Table.Td ta="right">
        {row.usedGib === null ? (
          <Unmeasured row={row} onMeasure={onMeasure} isMeasuring={isMeasuring} />
        ) : (
          <span title={`${row.usedGib} GiB`}>
            {formatQuantity(row.usedGib)}
            {row.unmeasured > 0 && <span className={classes.quiet}> + {row.unmeasured} not measured</span>}
          </span>
        )}
      </Table.Td>
      <Table.Td ta="right">{number("Quantity of a day", row.dailyQuantity, formatQuantity, dailyFormula(row, report))}</Table.Td>
      <Table.Td ta="right">{days(row.daysPresent)}</Table.Td>
      <Table.Td ta="right">{number("Quantity", row.quantity, formatQuantity, quantityFormula(row, report))}</Table.Td>
      <Table.Td ta="right">
        {row.usdPerGibMonth === null ? (
          "—"
        ) : (
          <FormulaNumber
            label="Price of a GiB and month"
            value={`$${row.usdPerGibMonth}`}
            formula={{ lines: [`$${row.usdPerGibMonth} a GiB-month`] }}
            notes={priceLines(row)}
          />
        )}
      </Table.Td>
      <Table.Td ta="right">
        {number("Estimate", row.estimateUsd, formatUsd, estimateFormula(row, report), [...priceLines(row), ...assumptionLines(row)])}
      </Table.Td>
      <Table.Td ta="right">{number("Forecast", row.forecastUsd, formatUsd, forecastFormula(row, report))}</Table.Td>
      <Table.Td ta="right" title={row.billedQuantity === null ? "Cost Management has no row yet" : `${row.billedQuantity} GiB-months`}>
        {row.billedUsd === null ? "—" : formatUsd(row.billedUsd)}
      </Table.Td>
      <Table.Td ta="right">{row.otherBilledUsd === null ? "—" : formatUsd(row.otherBilledUsd)}</Table.Td>
    </Table.Tr>
  );
}

/** Only what still exists can be measured. */
function Unmeasured({ row, onMeasure, isMeasuring }: { row: CostRow } & Pick<CostTableProps, "onMeasure" | "isMeasuring">) {
  if (row.unmeasured === 0) return <span className={classes.quiet}>not known</span>;
  return (
    <span className={classes.unmeasured}>
      not measured
      {row.chainId && (
        <Button size="compact-xs" variant="default" loading={isMeasuring} onClick={() => onMeasure(row.chainId)}>
          Measure
        </Button>
      )}
    </span>
  );
}

function RowName({ row, isRegion }: { row: CostRow; isRegion: boolean }) {
  const detail = [
    row.goneAt && `gone by ${row.goneAt.slice(0, 10)}`,
    row.snapshotCount > 1 && `${row.snapshotCount} snapshots${row.goneCount > 0 ? `, ${row.goneCount} of them deleted` : ""}`,
    !isRegion && row.region && regionLabel(row.region),
    row.sku,
  ]
    .filter(Boolean)
    .join(" · ");
  const target = targetOf(row);
  return (
    <>
      {target ? (
        <Anchor component={PageLink} to={target} size="sm" title={row.label}>
          {row.label}
        </Anchor>
      ) : (
        <span>{isRegion ? regionLabel(row.label) : row.label}</span>
      )}
      {detail && <span className={classes.detail}>{detail}</span>}
    </>
  );
}

/** What is gone is shown on its chain. */
function targetOf({ snapshotId, chainId }: CostRow): PageTarget | undefined {
  if (snapshotId) return { page: "snapshots", params: { open: snapshotId } };
  return chainId ? { page: "chain", params: { id: chainId } } : undefined;
}

function TotalLine({ report }: { report: CostReport }) {
  const { totals } = report;
  return (
    <Table.Tfoot>
      <Table.Tr>
        <Table.Th className={classes.name}>Total of {report.rows.length.toLocaleString("en-US")} lines</Table.Th>
        <Table.Th ta="right">{formatQuantity(totals.usedGib)}</Table.Th>
        <Table.Th />
        <Table.Th />
        <Table.Th ta="right">{formatQuantity(totals.quantity)}</Table.Th>
        <Table.Th />
        <Table.Th ta="right">{formatUsd(totals.estimateUsd)}</Table.Th>
        <Table.Th ta="right">{formatUsd(totals.forecastUsd)}</Table.Th>
        <Table.Th ta="right">{totals.billedUsd === null ? "—" : formatUsd(totals.billedUsd)}</Table.Th>
        <Table.Th ta="right">{totals.otherBilledUsd === null ? "—" : formatUsd(totals.otherBilledUsd)}</Table.Th>
      </Table.Tr>
    </Table.Tfoot>
  );
}
