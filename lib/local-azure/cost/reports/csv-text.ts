// CSV as cost files have it: a byte order mark, a header, lines that end in CR LF, quotes only where they are needed.

import type { BookedRow } from "../meter/booked-rows.ts";
import type { ReportColumn, ReportContext } from "./report-row.ts";

export function csvText(columns: readonly ReportColumn[], rows: readonly BookedRow[], context: ReportContext): string {
  const lines = [columns.map((column) => column.name).join(",")];
  for (const row of rows) lines.push(columns.map((column) => field(column.value(row, context))).join(","));
  return `\uFEFF${lines.join("\r\n")}\r\n`;
}

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lists of at most `size`; none when there is nothing. */
export function* inParts<T>(items: Iterable<T>, size: number): Iterable<T[]> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length < size) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
