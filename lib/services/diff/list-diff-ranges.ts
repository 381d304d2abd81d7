// The ranges of a diff, or of all that a snapshot holds, in the form asked for: a page as JSON, all as CSV, as a GNU ddrescue mapfile (to feed
// tools that copy only what changed), or in the compact binary form the change map reads. What is not a page is made, or
// read from the disk, while it is sent.
import type { z } from "zod";
import type { DiffRanges, diffRangesQuery } from "#lib/contract/diffs.ts";
import { AppError } from "#lib/domain/app-error.ts";
import { canRead } from "#lib/domain/chains/diff-rule.ts";
import { csvLines, toCsv } from "#lib/domain/csv.ts";
import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { DiffStore } from "./diff-store.ts";
import { findDiffPair, findSnapshot } from "./find-diff-pair.ts";
import { readPair, type SnapshotsToRead } from "./read-pair.ts";

export type DiffRangesQuery = z.infer<typeof diffRangesQuery>;

export type DiffRangesAnswer =
  | { format: "json"; page: DiffRanges }
  | { format: "csv" | "ddrescue"; parts: Iterable<string>; fileName: string }
  | { format: "bin"; parts: AsyncIterable<Uint8Array>; fileName: string };

export interface ListDiffRangesDeps extends EstateDeps {
  diffs: DiffStore;
}

export async function listDiffRanges(deps: ListDiffRangesDeps, query: DiffRangesQuery, context: CallContext): Promise<DiffRangesAnswer> {
  await deps.view.current(context);
  const read = await findRead(deps, query, context);
  const { base, target } = read;
  // The summary of a pair is asked for at the same time: whoever comes first reads for both.
  const diff = await readPair(deps.diffs, read, context);
  const name = base ? `${base.name}..${target.name}` : target.name;
  if (query.format === "bin") return { format: "bin", parts: deps.diffs.bytes(diff), fileName: `${name}.ranges` };
  const list = await deps.diffs.ranges(diff);
  switch (query.format) {
    case "json":
      return { format: "json", page: toPage(list, query) };
    case "csv":
      return { format: "csv", parts: csvParts(list), fileName: `${name}.csv` };
    case "ddrescue":
      return { format: "ddrescue", parts: ddrescueParts(list, diff.record.artifact.lengthBytes, name), fileName: `${name}.map` };
  }
}

async function findRead({ estate }: EstateDeps, { base, target }: DiffRangesQuery, context: CallContext): Promise<SnapshotsToRead> {
  if (base !== undefined) return findDiffPair(estate, { base, target }, context);
  const { snapshot, chain } = await findSnapshot(estate, target, "target", context);
  const possibility = canRead(snapshot);
  if (!possibility.ok) throw new AppError("not-possible", possibility.reason, { details: { rule: possibility.rule } });
  return { base: undefined, target: snapshot, chain };
}

/** So many rows or blocks are one part of a stream. */
const ROWS_PER_PART = 4096;

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

function* csvParts(list: RangeList): Generator<string> {
  yield toCsv(COLUMNS, eachRange(list, 0, ROWS_PER_PART));
  for (let i = ROWS_PER_PART; i < list.offsets.length; i += ROWS_PER_PART) yield csvLines(COLUMNS, eachRange(list, i, i + ROWS_PER_PART));
}

function* eachRange(list: RangeList, start = 0, end = list.offsets.length): Generator<RangeRow> {
  for (let i = start; i < Math.min(end, list.offsets.length); i += 1) yield rangeAt(list, i);
}

function rangeAt(list: RangeList, i: number): RangeRow {
  return { offset: list.offsets[i] ?? 0, length: list.lengths[i] ?? 0, cleared: list.cleared[i] === 1 };
}

/**
 * A domain mapfile: "+" for what has to be copied (written, and cleared pages too, which read as zeros), "?" for the
 * rest. Its blocks cover the whole disk without gaps, as the format wants.
 */
export function* ddrescueParts(list: RangeList, lengthBytes: number, name: string): Generator<string> {
  let part = [
    `# Mapfile. Changes of ${name}, written by Snapscope`,
    "# current_pos  current_status  current_pass",
    "0x00000000     ?               1",
    "#      pos        size  status",
  ];
  for (const line of mapBlocks(list, lengthBytes)) {
    part.push(line);
    if (part.length < ROWS_PER_PART) continue;
    yield `${part.join("\n")}\n`;
    part = [];
  }
  if (part.length > 0) yield `${part.join("\n")}\n`;
}

function* mapBlocks(list: RangeList, lengthBytes: number): Generator<string> {
  let begin = 0;
  let end = 0;
  for (const { offset, length } of eachRange(list)) {
    if (offset > end) {
      yield* block(begin, end, "+");
      yield* block(end, offset, "?");
      begin = offset;
    }
    end = offset + length;
  }
  yield* block(begin, end, "+");
  yield* block(end, lengthBytes, "?");
}

function* block(begin: number, end: number, status: "+" | "?"): Generator<string> {
  if (end > begin) yield `${hex(begin)}  ${hex(end - begin)}  ${status}`;
}

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
}
