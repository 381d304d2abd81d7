"use client";
// The dense table of the app: 34 px rows, sticky header and first column, only the rows in sight in the document.
// It is a grid with one tab stop: arrows (j, k) move, Enter opens, Right leads to what stands in the row (use-row-controls.ts).
// On a narrow screen a row becomes two lines.
import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useId, useRef } from "react";
import { useKeys } from "#lib/client/shell/use-keys.ts";
import classes from "./data-table.module.css";
import type { Column, Sort } from "./data-table-column.ts";
import { DataTableHead } from "./data-table-head.tsx";
import { useActiveRow } from "./use-active-row.ts";
import { useRowControls } from "./use-row-controls.ts";
import { useSpokenOrder } from "./use-spoken-order.ts";

export interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** All rows of the filter, loaded or not. */
  total: number;
  /** The same row on a narrow screen: what it is, then its numbers. */
  narrow: (row: Row) => { first: ReactNode; second: ReactNode };
  sort?: Sort;
  onSort?: (key: string) => void;
  openKey?: string;
  onOpen?: (row: Row) => void;
  /** Called as arrows move over the rows. */
  onMove?: (row: Row) => void;
  /** Space ticks the row the keyboard is on: the boxes in the rows are no tab stops. */
  onTick?: (row: Row) => void;
  /** The last loaded rows are in sight. */
  onEnd?: () => void;
  /** These are the rows of the filter or order before; the new ones are being read. */
  isStale?: boolean;
  /** Beneath the rows, always in sight: cells by column id. */
  footer?: { cells: Readonly<Record<string, ReactNode>>; narrow: { first: ReactNode; second: ReactNode } };
  /** false: as tall as its rows, for short tables inside a page. */
  fill?: boolean;
  /** Whether j and k move over its rows from anywhere on the page; by default where it fills. One table of a page at most. */
  hasKeys?: boolean;
  /** Where the rows are a part of all: the place of the first. */
  firstIndex?: number;
}

export const NARROW = "(max-width: 760px)";
const ROOMY = "(min-width: 1400px)";
const ROW_PX = 34;
const NARROW_ROW_PX = 56;

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, rowKey, fill = true, onEnd } = props;
  const isRoomy = useMediaQuery(ROOMY, true) ?? true;
  const columns = isRoomy ? props.columns : props.columns.filter(({ isSpare }) => !isSpare);
  const isNarrow = useMediaQuery(NARROW, false) ?? false;
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const rowPx = isNarrow ? NARROW_ROW_PX : ROW_PX;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: fill ? 12 : rows.length,
    scrollPaddingStart: isNarrow ? 0 : ROW_PX,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row height is another layout
  useEffect(() => virtual.measure(), [rowPx, virtual]);
  const gridId = useId();
  const scrollTo = useCallback(
    (index: number, align?: "center" | undefined) => virtual.scrollToIndex(index, align ? { align } : {}),
    [virtual],
  );
  const active = useActiveRow({ ...props, scrollTo });
  // With the focus where the row is, Enter opens it.
  const moveBy = (step: number) => () => {
    grid.current?.focus({ preventScroll: true });
    active.move(step);
  };
  useKeys((props.hasKeys ?? fill) ? { j: moveBy(1), k: moveBy(-1) } : {});
  const rowControls = useRowControls({ grid, activeRow: () => document.getElementById(`${gridId}-${active.index}`), move: active.move });
  useSpokenOrder(columns, props.sort);

  const items = virtual.getVirtualItems();
  const isActiveDrawn = items.some(({ index }) => index === active.index);
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && rows.length > 0 && last >= rows.length - 40) onEnd();
  }, [onEnd, last, rows.length]);

  const onKeyDown = (event: KeyboardEvent) => {
    const isOwn = rowControls(event) || (event.target === event.currentTarget && active.press(event.key));
    if (isOwn) event.preventDefault();
  };
  const tracks = columns.map((c) => (c.grow === 0 ? `${c.minWidth}px` : `minmax(${c.minWidth}px, ${c.grow ?? 1}fr)`)).join(" ");
  const minWidth = columns.reduce((sum, c) => sum + c.minWidth, 24);
  return (
    <div ref={scroller} className={classes.scroller} data-fill={fill || undefined}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows out of sight are not in the document, a table element would miscount */}
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-busy={props.isStale ?? false}
        aria-rowcount={props.total + (props.footer ? 2 : 1)}
        aria-colcount={columns.length}
        aria-activedescendant={isActiveDrawn ? `${gridId}-${active.index}` : undefined}
        className={classes.grid}
        onKeyDown={onKeyDown}
        style={isNarrow ? undefined : { minWidth, ["--tracks" as string]: tracks }}
      >
        <DataTableHead columns={columns} sort={props.sort} onSort={props.onSort} isHidden={isNarrow} />
        {/* biome-ignore lint/a11y/useSemanticElements: see the grid above */}
        <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const key = rowKey(row);
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names its active row
              // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the grid does the same
              // biome-ignore lint/a11y/useSemanticElements: see the grid above
              <div
                key={key}
                id={`${gridId}-${item.index}`}
                role="row"
                data-row
                aria-rowindex={(props.firstIndex ?? 0) + item.index + 2}
                aria-selected={key === props.openKey}
                data-active={item.index === active.index || undefined}
                data-openable={props.onOpen ? true : undefined}
                className={isNarrow ? classes.narrowRow : classes.row}
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={(event) => active.click(item.index, event)}
              >
                {isNarrow ? <NarrowCells {...props.narrow(row)} span={columns.length} /> : <Cells columns={columns} row={row} />}
              </div>
            );
          })}
        </div>
        {props.footer && (
          // biome-ignore lint/a11y/useSemanticElements: see the grid above
          <div role="rowgroup" className={classes.foot}>
            {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
            {/* biome-ignore lint/a11y/useSemanticElements: see the grid above */}
            <div role="row" aria-rowindex={props.total + 2} className={isNarrow ? classes.narrowFootRow : classes.footRow}>
              {isNarrow ? (
                <NarrowCells {...props.footer.narrow} span={columns.length} />
              ) : (
                <Cells columns={footColumns(columns, props.footer.cells)} row={undefined} />
              )}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}

function footColumns<Row>(columns: readonly Column<Row>[], cells: Readonly<Record<string, ReactNode>>): Column<undefined>[] {
  return columns.map(({ id, header, numeric, minWidth }) => ({
    id,
    header,
    ...(numeric ? { numeric } : {}),
    minWidth,
    cell: () => cells[id],
  }));
}

function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map((column) => (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see the grid above
    <div key={column.id} role="gridcell" className={classes.cell} data-numeric={column.numeric || undefined}>
      {column.cell(row)}
    </div>
  ));
}

function NarrowCells({ first, second, span }: { first: ReactNode; second: ReactNode; span: number }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    // biome-ignore lint/a11y/useSemanticElements: see the grid above
    <div role="gridcell" aria-colspan={span} className={classes.twoLines}>
      <div className={classes.first}>{first}</div>
      <div className={classes.second}>{second}</div>
    </div>
  );
}
