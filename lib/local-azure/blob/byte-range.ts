// Ranges as clients send them: "bytes=first-last", both included, or open-ended "bytes=first-".

import { type PageRange, pageBytes } from "../pages/page-store.ts";
import { invalidHeader, invalidPageRange, invalidRange } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";

export interface AskedRange {
  first: number;
  /** Included; undefined: to the end. */
  last: number | undefined;
}

/** x-ms-range wins over Range. */
export function askedRange(request: BlobRequest): AskedRange | undefined {
  const { name, value } = rangeHeader(request);
  return value === undefined ? undefined : parseRange(name, value);
}

/** Of a read of bytes: a range that is none is not looked at, as RFC 9110 (14.2) has it. */
export function askedReadRange(request: BlobRequest): AskedRange | undefined {
  const { value } = rangeHeader(request);
  return value === undefined ? undefined : rangeOf(value);
}

function rangeHeader({ headers }: BlobRequest): { name: string; value: string | undefined } {
  const name = headers["x-ms-range"] === undefined ? "range" : "x-ms-range";
  return { name, value: headerOf(headers, name) };
}

export function parseRange(name: string, value: string): AskedRange {
  const range = rangeOf(value);
  if (range === undefined) throw invalidHeader(name, value);
  return range;
}

/** undefined: it is none. */
function rangeOf(value: string): AskedRange | undefined {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(value.trim());
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = match[2] === "" ? undefined : Number(match[2]);
  return last !== undefined && last < first ? undefined : { first, last };
}

/** What a read gets: cut at the end of the blob; beginning after it is refused. */
export function readableRange(asked: AskedRange, lengthBytes: number): PageRange {
  if (asked.first >= lengthBytes) throw invalidRange(lengthBytes);
  return { offset: asked.first, length: Math.min(asked.last ?? lengthBytes, lengthBytes - 1) + 1 - asked.first };
}

/** What a page list covers: whole pages. */
export function listedRange(asked: AskedRange | undefined, lengthBytes: number): PageRange {
  if (asked === undefined) return { offset: 0, length: lengthBytes };
  assertWholePages(asked);
  return readableRange(asked, lengthBytes);
}

/** What is written or cleared: whole pages, all of them inside. */
export function writableRange(asked: AskedRange, lengthBytes: number): PageRange {
  const { first, last } = asked;
  if (last === undefined || last >= lengthBytes) throw invalidPageRange();
  assertWholePages(asked);
  return { offset: first, length: last + 1 - first };
}

function assertWholePages({ first, last }: AskedRange): void {
  if (first % pageBytes !== 0 || (last !== undefined && (last + 1) % pageBytes !== 0)) throw invalidPageRange();
}
