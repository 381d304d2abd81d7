// Tables as CSV (RFC 4180), safe to open in a spreadsheet: text that a spreadsheet would run as a formula gets a
// leading apostrophe. Numbers stay numbers, also negative ones, given as numbers or as decimal strings.

import { DECIMAL_PATTERN } from "./costs/decimal-text.ts";

export type CsvValue = string | number | boolean | null | undefined;

export interface CsvColumn<Row> {
  header: string;
  value: (row: Row) => CsvValue;
}

/** Header and rows with CRLF ends, UTF-8 without a byte order mark. */
export function toCsv<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  return `${columns.map((column) => csvField(column.header)).join(",")}\r\n${csvLines(columns, rows)}`;
}

/** More rows of the same table. */
export function csvLines<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  let text = "";
  for (const row of rows) text += `${columns.map((column) => csvField(column.value(row))).join(",")}\r\n`;
  return text;
}

export function csvField(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? disarm(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The signs that start a formula, their full-width forms, and the control characters some programs skip before them. */
const FORMULA_START = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/;

function disarm(text: string): string {
  return FORMULA_START.test(text) && !DECIMAL_PATTERN.test(text) ? `'${text}` : text;
}
