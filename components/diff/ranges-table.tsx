// All ranges of the diff as a table: a page of 10,000 at a time (a million rows are taller than browsers scroll),
// drawn only where it is looked at, read from the worker in slices. Enter shows a range on the map.
import { Group, Pagination, SegmentedControl, Text } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { useRanges } from "#components/change-map/use-ranges.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { Column } from "#components/ui/data-table-column.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapWindow } from "#lib/change-map/map-grid.ts";
import type { RangeKind, RangeOrder, RangePage } from "#lib/change-map/map-messages.ts";
import { formatBytes, formatCount, formatExactBytes } from "#lib/domain/format.ts";
import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import { GoToOffset } from "./go-to-offset.tsx";
import classes from "./ranges-table.module.css";

const PAGE_ROWS = 10_000;

export interface RangesTableProps {
  client: MapClient;
  view: MapWindow;
  kind: RangeKind;
  order: RangeOrder;
  onOrder(order: RangeOrder): void;
  onKind(kind: RangeKind): void;
  onShowOnMap(range: DiffRange): void;
}

export function RangesTable({ client, view, kind, order, onOrder, onKind, onShowOnMap }: RangesTableProps) {
  const [pageNumber, setPageNumber] = useState(1);
  /** The place of the range that was gone to, in the order of the offsets. */
  const [sought, setSought] = useState<number>();
  const choose = (change: () => void) => {
    setSought(undefined);
    setPageNumber(1);
    change();
  };
  const start = (pageNumber - 1) * PAGE_ROWS;
  const { page, error, retry } = useRanges(client, { ...view, kind, order, start, limit: PAGE_ROWS });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another window starts at its first page
  useEffect(() => choose(() => undefined), [view.fromBytes, view.toBytes]);
  const pages = page ? Math.ceil(page.total / PAGE_ROWS) : 0;
  const goTo = (index: number) => {
    setSought(index);
    setPageNumber(Math.floor(index / PAGE_ROWS) + 1);
    onOrder("offset");
  };
  return (
    <div>
      <Group justify="space-between" mb="xs" gap="xs" align="start">
        <SegmentedControl
          size="xs"
          aria-label="Which ranges"
          value={kind}
          onChange={(value) => choose(() => onKind(value as RangeKind))}
          data={[
            { value: "all", label: "All" },
            { value: "written", label: "Written" },
            { value: "cleared", label: "Cleared" },
          ]}
        />
        <GoToOffset client={client} view={view} kind={kind} onFound={goTo} />
        <Text size="sm" c="dimmed" aria-live="polite">
          {page ? `${formatCount(page.total)} range${page.total === 1 ? "" : "s"}` : error ? "" : "Reading …"}
        </Text>
      </Group>
      {error !== undefined && <ErrorNotice error={error} onRetry={retry} title="The ranges could not be read" />}
      {page && (
        <Rows
          key={`${pageNumber}-${kind}-${view.fromBytes}-${order}-${sought}`}
          page={page}
          firstIndex={start}
          sought={order === "offset" ? sought : undefined}
          order={order}
          onOrder={(next) => choose(() => onOrder(next))}
          onShowOnMap={onShowOnMap}
        />
      )}
      {pages > 1 && <Pagination mt="xs" size="sm" total={pages} value={pageNumber} onChange={setPageNumber} aria-label="Pages of ranges" />}
    </div>
  );
}

interface RowsProps {
  page: RangePage;
  firstIndex: number;
  sought: number | undefined;
  order: RangeOrder;
  onOrder(order: RangeOrder): void;
  onShowOnMap(range: DiffRange): void;
}

function Rows({ page, firstIndex, sought, order, onOrder, onShowOnMap }: RowsProps) {
  const columns = useMemo(() => rangeColumns(onShowOnMap), [onShowOnMap]);
  const gone = sought === undefined ? undefined : page.items[sought - firstIndex];
  return (
    <section className={classes.frame} aria-label="Changed ranges">
      <DataTable
        label="Ranges"
        columns={columns}
        rows={page.items}
        rowKey={rowKey}
        total={page.total}
        firstIndex={firstIndex}
        narrow={narrowRange}
        sort={order === "offset" ? { key: "offset", order: "asc" } : { key: "length", order: order === "longest" ? "desc" : "asc" }}
        onSort={(key) => onOrder(key === "offset" ? "offset" : order === "longest" ? "shortest" : "longest")}
        openKey={gone && rowKey(gone)}
        onOpen={onShowOnMap}
      />
      {page.items.length === 0 && <p className={classes.none}>No ranges of this kind here.</p>}
    </section>
  );
}

const rowKey = (range: DiffRange) => String(range.offset);

function rangeColumns(onShowOnMap: (range: DiffRange) => void): Column<DiffRange>[] {
  return [
    {
      id: "offset",
      header: "Offset",
      unit: "B",
      sortKey: "offset",
      numeric: true,
      minWidth: 150,
      cell: (range) => formatCount(range.offset),
    },
    { id: "end", header: "End", unit: "B", numeric: true, minWidth: 150, cell: (range) => formatCount(range.offset + range.length) },
    {
      id: "length",
      header: "Length",
      sortKey: "length",
      numeric: true,
      minWidth: 110,
      cell: (range) => <span title={formatExactBytes(range.length)}>{formatBytes(range.length)}</span>,
    },
    { id: "kind", header: "Kind", minWidth: 110, cell: (range) => <Kind range={range} /> },
    {
      id: "map",
      header: "Map",
      minWidth: 80,
      grow: 0,
      cell: (range) => (
        <button
          type="button"
          className={classes.show}
          onClick={() => onShowOnMap(range)}
          aria-label={`Show offset ${formatCount(range.offset)} on the map`}
        >
          Show
        </button>
      ),
    },
  ];
}

function narrowRange(range: DiffRange) {
  return {
    first: (
      <>
        <span>{formatCount(range.offset)} B</span>
        <span>{formatBytes(range.length)}</span>
      </>
    ),
    second: (
      <>
        <Kind range={range} />
        <span>to {formatCount(range.offset + range.length)} B</span>
      </>
    ),
  };
}

function Kind({ range }: { range: DiffRange }) {
  return <span className={range.cleared ? classes.cleared : classes.written}>{range.cleared ? "cleared" : "written"}</span>;
}
