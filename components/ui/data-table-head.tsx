// The header row: the unit stands beside the name, a click sorts, a hover or focus explains.
import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import classes from "./data-table.module.css";
import type { Column, Sort } from "./data-table-column.ts";
import { Explained } from "./explained.tsx";

export interface DataTableHeadProps<Row> {
  columns: readonly Column<Row>[];
  sort: Sort | undefined;
  onSort: ((key: string) => void) | undefined;
  isHidden: boolean;
}

export function DataTableHead<Row>({ columns, sort, onSort, isHidden }: DataTableHeadProps<Row>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not a table element
    <div role="rowgroup" className={isHidden ? "visually-hidden" : classes.head}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus */}
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid is not a table element */}
      <div role="row" aria-rowindex={1} className={classes.headRow} data-two-lines={columns.some(({ period }) => period) || undefined}>
        {columns.map((column) => {
          const order = sort && column.sortKey === sort.key ? sort.order : undefined;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
            // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not a table element
            <div
              key={column.id}
              role="columnheader"
              aria-sort={order ? (order === "asc" ? "ascending" : "descending") : undefined}
              className={classes.headCell}
              data-numeric={column.numeric || undefined}
            >
              <HeadLabel column={column} order={order} isHidden={isHidden} onSort={onSort} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function HeadLabel<Row>({
  column,
  order,
  isHidden,
  onSort,
}: {
  column: Column<Row>;
  order: Sort["order"] | undefined;
  /** A head that is not seen has no stops. */
  isHidden: boolean;
  onSort: ((key: string) => void) | undefined;
}) {
  const { sortKey, help, period } = column;
  const Arrow = order === "asc" ? IconArrowUp : IconArrowDown;
  const name = (
    <>
      <span className={classes.headText} data-help={help ? true : undefined}>
        {column.header}
        {column.unit && <span className={classes.unit}> {column.unit}</span>}
      </span>
      {order && <Arrow size={13} aria-hidden />}
    </>
  );
  const words = period ? (
    <span className={classes.headLines}>
      <span className={classes.headLine}>{name}</span>
      <span className={classes.period}>
        <span className="visually-hidden">, </span>
        {period}
      </span>
    </span>
  ) : (
    name
  );
  if (sortKey && onSort && !isHidden) {
    return (
      <UnstyledButton
        data-hint={help}
        className={classes.sorter}
        data-sorted={order !== undefined || undefined}
        onClick={() => onSort(sortKey)}
      >
        {words}
      </UnstyledButton>
    );
  }
  if (help && !isHidden) {
    return (
      <Explained text={help} className={classes.sorter}>
        {words}
      </Explained>
    );
  }
  return <span className={classes.sorter}>{words}</span>;
}
