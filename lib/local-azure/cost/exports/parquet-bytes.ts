// Parquet as exports have it: amounts as exact decimals, times as timestamps, what is empty as null.

import { parquetWriteBuffer } from "hyparquet-writer";
import type { BookedRow } from "../meter/booked-rows.ts";
import type { ReportColumn, ReportContext } from "../reports/report-row.ts";

export interface ParquetInput {
  columns: readonly ReportColumn[];
  rows: readonly BookedRow[];
  context: ReportContext;
  codec: "SNAPPY" | "UNCOMPRESSED";
}

const scale = 15;
const decimal = { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, converted_type: "DECIMAL", scale, precision: 38 } as const;
const elements = {
  number: decimal,
  time: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
} as const;

export function parquetBytes({ columns, rows, context, codec }: ParquetInput): Uint8Array {
  const schema = columns.map(({ name, kind }) => ({ name, repetition_type: "OPTIONAL" as const, ...elements[kind] }));
  const columnData = columns.map(({ name, kind, value }) => ({ name, data: rows.map((row) => toCell(kind, value(row, context))) }));
  return new Uint8Array(parquetWriteBuffer({ columnData, schema: [{ name: "root", num_children: columns.length }, ...schema], codec }));
}

function toCell(kind: ReportColumn["kind"], text: string): string | bigint | Date | null {
  if (text === "") return null;
  if (kind === "number") return scaledDecimal(text);
  return kind === "time" ? new Date(text) : text;
}

/** "0.05" as a whole number of 10^-15. */
function scaledDecimal(text: string): bigint {
  const [whole = "0", decimals = ""] = text.replace("-", "").split(".");
  const digits = BigInt(whole + decimals.padEnd(scale, "0"));
  return text.startsWith("-") ? -digits : digits;
}
