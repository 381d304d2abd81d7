"use client";
// A chart with its name, its unit, its table and its file.
import { ActionIcon } from "@mantine/core";
import { IconChartBar, IconDownload, IconTable } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { saveText } from "#lib/client/shell/save-text.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import classes from "./chart-frame.module.css";

export interface ChartColumn<Row> extends CsvColumn<Row> {
  text: (row: Row) => string;
}

export interface ChartFrameProps<Row> {
  title: string;
  unit: string;
  rows: readonly Row[];
  columns: readonly ChartColumn<Row>[];
  empty: string;
  children: ReactNode;
}

export function ChartFrame<Row>({ title, unit, rows, columns, empty, children }: ChartFrameProps<Row>) {
  const [isTable, setTable] = useState(false);
  const tableLabel = isTable ? "Show as a chart" : "Show as a table";
  return (
    <section className={classes.frame}>
      <header className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        <span className={classes.unit}>{unit}</span>
        <ActionIcon
          data-hint={tableLabel}
          size={26}
          onClick={() => setTable(!isTable)}
          aria-pressed={isTable}
          aria-label={`${title}: ${tableLabel.toLowerCase()}`}
        >
          {isTable ? <IconChartBar size={15} /> : <IconTable size={15} />}
        </ActionIcon>

        <ActionIcon
          data-hint="Download as CSV"
          size={26}
          onClick={() => saveText(`${title.toLowerCase().replaceAll(" ", "-")}.csv`, "text/csv", toCsv(columns, rows))}
          aria-label={`${title}: download as CSV`}
        >
          <IconDownload size={15} />
        </ActionIcon>
      </header>
      {rows.length === 0 ? (
        <p className={classes.empty}>{empty}</p>
      ) : isTable ? (
        <ChartTable title={title} rows={rows} columns={columns} />
      ) : (
        children
      )}
    </section>
  );
}

function ChartTable<Row>({ title, rows, columns }: Pick<ChartFrameProps<Row>, "title" | "rows" | "columns">) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label={`${title}, table`}>
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.header} scope="col">
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.toReversed().map((row) => (
            <tr key={columns[0]?.text(row)}>
              {columns.map((column) => (
                <td key={column.header}>{column.text(row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
