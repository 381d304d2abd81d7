// The ranges of a diff in the form asked for: a page as JSON, all as CSV, as a GNU ddrescue mapfile (to feed
// tools that copy only what changed), or in the compact binary form the change map reads.
import type { z } from "zod";
import type { DiffRanges, diffRangesQuery } from "#lib/contract/diffs.ts";
import { toCsv } from "#lib/domain/csv.ts";
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiffStore } from "./diff-store.ts";
import { findDiffPair } from "./find-diff-pair.ts";

export type DiffRangesQuery = z.infer<typeof diffRangesQuery>;

export type DiffRangesAnswer =
  | { format: "json"; page: DiffRanges }
  | { format: "csv" | "ddrescue"; text: string; fileName: string }
  | { format: "bin"; bytes: Uint8Array; fileName: string };

export interface ListDiffRangesDeps extends EstateDeps {
  diffs: DiffStore;
}

export async function listDiffRanges(deps: ListDiffRangesDeps, query: DiffRangesQuery, context: CallContext): Promise<DiffRangesAnswer> {
  await deps.view.current(context);
  const { base, target } = await findDiffPair(deps.estate, query, context);
  const { list, bytes, lengthBytes } = await deps.diffs.read(base, target, context);
  const name = `${base.name}..${target.name}`;
  switch (query.format) {
    case "json":
      return { format: "json", page: toPage(list, query) };
    case "csv":
      return { format: "csv", text: toCsv(COLUMNS, eachRange(list)), fileName: `${name}.csv` };
    case "ddrescue":
      return { format: "ddrescue", text: toDdrescueMap(list, lengthBytes, name), fileName: `${name}.map` };
    case "bin":
      return { format: "bin", bytes, fileName: `${name}.ranges` };
  }
}

interface RangeRow {
  offset: number;
  length: number;
  cleared: boolean;
}

const COLUMNS = [
  { header: "offset", value: (row: RangeRow) => row.offset },
  { header: "length", value: (row: RangeRow) => row.length },
  { header: "cleared", value: (row: RangeRow) => row.cleared },
];

function toPage(list: RangeList, { start, limit }: { start: number; limit: number }): DiffRanges {
  const end = Math.min(start + limit, list.offsets.length);
  const items: RangeRow[] = [];
  for (let i = start; i < end; i += 1) items.push(rangeAt(list, i));
  return { total: list.offsets.length, start, items };
}

function* eachRange(list: RangeList): Iterable<RangeRow> {
  for (let i = 0; i < list.offsets.length; i += 1) yield rangeAt(list, i);
}

function rangeAt(list: RangeList, i: number): RangeRow {
  return { offset: list.offsets[i] ?? 0, length: list.lengths[i] ?? 0, cleared: list.cleared[i] === 1 };
}

/**
 * A domain mapfile: "+" for what has to be copied (written, and cleared pages too, which read as zeros), "?" for the
 * rest. Its blocks cover the whole disk without gaps, as the format wants.
 */
export function toDdrescueMap(list: RangeList, lengthBytes: number, name: string): string {
  const lines = [
    `# Mapfile. Changes of ${name}, written by Snapscope`,
    "# current_pos  current_status  current_pass",
    "0x00000000     ?               1",
    "#      pos        size  status",
  ];
  const add = (offset: number, length: number, status: "+" | "?") => {
    if (length > 0) lines.push(`${hex(offset)}  ${hex(length)}  ${status}`);
  };
  let at = 0;
  let open: { offset: number; end: number } | undefined;
  for (const { offset, length } of eachRange(list)) {
    if (open && open.end === offset) {
      open.end += length;
      continue;
    }
    if (open) add(open.offset, open.end - open.offset, "+");
    at = open?.end ?? 0;
    add(at, offset - at, "?");
    open = { offset, end: offset + length };
  }
  if (open) add(open.offset, open.end - open.offset, "+");
  const told = open?.end ?? 0;
  add(told, lengthBytes - told, "?");
  return `${lines.join("\n")}\n`;
}

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
}
