// The XML of Get Page Ranges: page and clear ranges interleaved by offset, ends included, behind a byte order mark.
// A list that is cut ends with a marker that names where the next range begins, in the form Azure uses:
//   2!<length of the text>!<base64 of "<digits of the offset, six wide>!<offset>!">

import type { DiffRange, PageRange } from "../pages/page-store.ts";
import { BlobError, invalidQuery, xmlStart } from "./blob-error.ts";
import { type BlobRequest, startAnswer, writeBody } from "./blob-request.ts";
import { askedRange, listedRange } from "./byte-range.ts";

const longestList = 10_000;
const pagingSince = "2020-10-02";
/** Recorded replies up to 2021-04-10 end without a NextMarker element unless they were paged. */
const emptyMarkerSince = "2021-06-08";
const chunkRanges = 2000;

export interface ListWindow {
  /** Where to look, marker considered; undefined when the marker stands at the end. */
  window: PageRange;
  /** Infinity: the whole list at once, as service versions before paging do. */
  maxRanges: number;
  endsWithMarker: boolean;
}

export function readListWindow(request: BlobRequest, lengthBytes: number): ListWindow {
  const whole = listedRange(askedRange(request), lengthBytes);
  if (request.version < pagingSince) return { window: whole, maxRanges: Number.POSITIVE_INFINITY, endsWithMarker: false };
  const query = request.url.searchParams;
  const marker = query.get("marker") ?? "";
  const maxResults = query.get("maxresults");
  const from = marker === "" ? whole.offset : Math.max(whole.offset, markerOffset(marker));
  const end = whole.offset + whole.length;
  return {
    window: { offset: Math.min(from, end), length: Math.max(0, end - from) },
    maxRanges: maxResults === null ? longestList : parseMaxResults(maxResults),
    endsWithMarker: marker !== "" || maxResults !== null || request.version >= emptyMarkerSince,
  };
}

function parseMaxResults(value: string): number {
  if (!/^-?\d{1,10}$/.test(value)) throw invalidQuery("maxresults", value);
  if (Number(value) < 1) {
    throw new BlobError(
      400,
      "OutOfRangeQueryParameterValue",
      "One of the query parameters specified in the request URI is outside the permissible range.",
      {
        details: { QueryParameterName: "maxresults", QueryParameterValue: value, MinimumAllowed: "1", MaximumAllowed: "2147483647" },
      },
    );
  }
  return Math.min(Number(value), longestList);
}

export function markerAt(offset: number): string {
  const digits = String(offset);
  const text = Buffer.from(`${String(digits.length).padStart(6, "0")}!${digits}!`)
    .toString("base64")
    .replaceAll("=", "-");
  return `2!${text.length}!${text}`;
}

function markerOffset(marker: string): number {
  const text = /^2!\d+!([A-Za-z0-9+/=-]+)$/.exec(marker)?.[1] ?? "";
  const offset = /^\d{6}!(\d{1,15})!$/.exec(Buffer.from(text.replaceAll("-", "="), "base64").toString("latin1"))?.[1];
  if (offset === undefined) throw invalidQuery("marker", marker);
  return Number(offset);
}

/** Sends the list; ranges are taken from the iterable only as far as they are sent. */
export async function answerPageList(
  request: BlobRequest,
  ranges: Iterable<PageRange & Partial<DiffRange>>,
  { maxRanges, endsWithMarker }: ListWindow,
  headers: Record<string, string>,
): Promise<void> {
  startAnswer(request, 200, { "Content-Type": "application/xml", ...headers });
  let text = `${xmlStart}<PageList`;
  let count = 0;
  let next: number | undefined;
  for (const range of ranges) {
    if (count === maxRanges) {
      next = range.offset;
      break;
    }
    text += count === 0 ? `>${rangeXml(range)}` : rangeXml(range);
    count += 1;
    if (count % chunkRanges !== 0) continue;
    if (!(await writeBody(request.response, text))) return;
    text = "";
  }
  if (next !== undefined) text += `<NextMarker>${markerAt(next)}</NextMarker></PageList>`;
  else if (endsWithMarker) text += `${count === 0 ? ">" : ""}<NextMarker/></PageList>`;
  else text += count === 0 ? "/>" : "</PageList>";
  request.response.end(text);
}

function rangeXml(range: PageRange & Partial<DiffRange>): string {
  const name = range.cleared === true ? "ClearRange" : "PageRange";
  return `<${name}><Start>${digits(range.offset)}</Start><End>${digits(range.offset + range.length - 1)}</End></${name}>`;
}

const half = 1e9;

/** The decimal text of a whole number: beyond 31 bits two short numbers are written much faster than one long one. */
export function digits(value: number): string {
  if (value < half) return String(value);
  const high = Math.floor(value / half);
  return String(high) + String(half + (value - high * half)).slice(1);
}
