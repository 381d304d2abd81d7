// All ranges of the diff as a table: a page of 10,000 at a time (a million rows are taller than browsers scroll),
// drawn only where it is looked at, read from the worker in slices.
import { Group, Pagination, SegmentedControl, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";
import { useRanges } from "#components/change-map/use-ranges.ts";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import type { MapClient } from "#lib/change-map/map-client.ts";
import type { MapWindow } from "#lib/change-map/map-grid.ts";
import type { RangeKind, RangeOrder, RangePage } from "#lib/change-map/map-messages.ts";
import { formatBytes, formatCount, formatExactBytes } from "#lib/domain/format.ts";
import type { DiffRange } from "#lib/domain/ranges/block-range.ts";
import { GoToOffset } from "./go-to-offset.tsx";
import classes from "./ranges-table.module.css";

const PAGE_ROWS = 10_000;
const ROW_PX = 34;

const NEXT_ORDER = { offset: "longest", longest: "shortest", shortest: "offset" } as const satisfies Record<RangeOrder, RangeOrder>;
const ORDER_HELP: Record<RangeOrder, string> = {
  offset: "Sort by length, longest first",
  longest: "Sort by length, shortest first",
  shortest: "Sort by offset",
};

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
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: page.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    initialOffset: sought === undefined ? 0 : Math.max(0, sought - firstIndex - 2) * ROW_PX,
  });
  const drawn = rows.getVirtualItems();
  const above = drawn[0]?.start ?? 0;
  const below = rows.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  return (
    <section ref={scroller} className={classes.scroller} aria-label="Changed ranges">
      <table className={classes.table} aria-rowcount={page.total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Offset, B</th>
            <th scope="col">End, B</th>
            <th scope="col" aria-sort={order === "offset" ? "none" : order === "longest" ? "descending" : "ascending"}>
              <button type="button" className={classes.sort} onClick={() => onOrder(NEXT_ORDER[order])} title={ORDER_HELP[order]}>
                Length {order === "longest" ? "↓" : order === "shortest" ? "↑" : "↕"}
              </button>
            </th>
            <th scope="col">Kind</th>
            <th scope="col">Map</th>
          </tr>
        </thead>
        <tbody>
          <Gap heightPx={above} />
          {drawn.map((row) => {
            const range = page.items[row.index];
            return (
              range && (
                <RangeRow
                  key={row.key}
                  range={range}
                  index={firstIndex + row.index}
                  isSought={firstIndex + row.index === sought}
                  onShowOnMap={onShowOnMap}
                />
              )
            );
          })}
          <Gap heightPx={below} />
        </tbody>
      </table>
      {page.items.length === 0 && <p className={classes.none}>No ranges of this kind here.</p>}
    </section>
  );
}

/** Stands for the rows that are not drawn. */
function Gap({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={5} style={{ height: heightPx, padding: 0, border: 0 }} />
    </tr>
  );
}

interface RangeRowProps {
  range: DiffRange;
  index: number;
  isSought: boolean;
  onShowOnMap(range: DiffRange): void;
}

function RangeRow({ range, index, isSought, onShowOnMap }: RangeRowProps) {
  return (
    <tr aria-rowindex={index + 2} style={{ height: ROW_PX }} aria-current={isSought || undefined}>
      <td>{formatCount(range.offset)}</td>
      <td>{formatCount(range.offset + range.length)}</td>
      <td title={formatExactBytes(range.length)}>{formatBytes(range.length)}</td>
      <td className={range.cleared ? classes.cleared : classes.written}>{range.cleared ? "cleared" : "written"}</td>
      <td>
        <button
          type="button"
          className={classes.show}
          onClick={() => onShowOnMap(range)}
          aria-label={`Show offset ${formatCount(range.offset)} on the map`}
        >
          Show
        </button>
      </td>
    </tr>
  );
}
