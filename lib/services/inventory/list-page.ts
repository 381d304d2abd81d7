// A page of a list. The cursor remembers how far it was and which row was last, so that rows which come or go
// between two pages shift nothing.
import { AppError } from "#lib/domain/app-error.ts";
import { stableHash } from "#lib/domain/stable-hash.ts";
import type { Estate } from "./estate.ts";

export interface PageQuery {
  limit: number;
  cursor?: string | undefined;
}

export function toListPage<Row>(estate: Estate, rows: Row[], totalUnfiltered: number, query: PageQuery, idOf: (row: Row) => string) {
  const start = query.cursor === undefined ? 0 : startAfter(query.cursor, rows, idOf);
  const items = rows.slice(start, start + query.limit);
  const last = items.at(-1);
  const end = start + items.length;
  return {
    items,
    total: rows.length,
    totalUnfiltered,
    ...(last !== undefined && end < rows.length ? { nextCursor: `${end}.${stableHash(idOf(last))}` } : {}),
    asOf: estate.asOf,
    sources: estate.sources,
  };
}

function startAfter<Row>(cursor: string, rows: Row[], idOf: (row: Row) => string): number {
  const match = /^(\d{1,9})\.([0-9a-z]{14})$/.exec(cursor);
  if (!match)
    throw new AppError("invalid-input", "This cursor was not given by this list.", { details: { field: "cursor", given: cursor } });
  const end = Number(match[1]);
  const isLast = (row: Row | undefined) => row !== undefined && stableHash(idOf(row)) === match[2];
  if (isLast(rows[end - 1])) return end;
  const index = rows.findIndex(isLast);
  return index < 0 ? Math.min(end, rows.length) : index + 1;
}

/** Every word of the text is in the haystack. */
export function matchesText(haystack: string, text: string | undefined): boolean {
  if (!text) return true;
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

/** No list means all. Compared without regard to case. */
export function isAmong(value: string, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some((item) => item.toLowerCase() === value.toLowerCase());
}
