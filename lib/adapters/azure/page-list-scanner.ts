// Reads a page list (Get Page Ranges, and its diff) as it streams in, straight into typed arrays:
//
//   BOM? <?xml …?> <PageList> ( <PageRange><Start>0</Start><End>511</End></PageRange>
//                             | <ClearRange>…</ClearRange> )* <NextMarker>…</NextMarker>? </PageList>
//
// The SDK's own path builds an object per range and blocks the event loop for a tenth of a second a page
// (and reports each range one byte short). Strict on purpose: whatever is not understood, out of order,
// overlapping, cut off or not whole pages throws PageListError, so that a garbled answer never looks like a
// smaller diff. Ends are inclusive on the wire and half-open from here on.
import { PAGE_BYTES, type RangeList, RangeListBuilder } from "#lib/domain/ranges/block-range.ts";

export class PageListError extends Error {
  override readonly name = "PageListError";
  /** The answer broke off: asking again may help. */
  readonly truncated: boolean;

  constructor(message: string, truncated = false) {
    super(message);
    this.truncated = truncated;
  }
}

export interface PageList {
  ranges: RangeList;
  /** Elements as sent, before touching ones were joined. */
  count: number;
  /** End of the last range; the start of the scan where there was none. */
  endBytes: number;
  nextMarker: string | undefined;
}

const PAGE_OPEN = ascii("<PageRange><Start>");
const CLEAR_OPEN = ascii("<ClearRange><Start>");
const MIDDLE = ascii("</Start><End>");
const PAGE_CLOSE = ascii("</End></PageRange>");
const CLEAR_CLOSE = ascii("</End></ClearRange>");
/** Longest range element without white space: two numbers of 16 digits. */
const RANGE_ELEMENT_BYTES = CLEAR_OPEN.length + MIDDLE.length + CLEAR_CLOSE.length + 2 * 16;
/** Longest element there can be, white space and an opaque marker included. */
const MAX_ELEMENT_BYTES = 8192;
const ZERO = 48;
const NINE = 57;

type Phase = "start" | "list" | "after-marker" | "done";

export class PageListScanner {
  private readonly builder: RangeListBuilder;
  private readonly limitBytes: number;
  private rest: Uint8Array = new Uint8Array(0);
  private phase: Phase = "start";
  private count = 0;
  private endBytes: number;
  private nextMarker: string | undefined;

  /** Ranges must lie in [startBytes, limitBytes). */
  constructor(window: { startBytes: number; limitBytes: number }, expectedCount = 1024) {
    this.endBytes = window.startBytes;
    this.limitBytes = window.limitBytes;
    this.builder = new RangeListBuilder(expectedCount);
  }

  push(chunk: Uint8Array): void {
    const bytes = this.rest.length === 0 ? chunk : joined(this.rest, chunk);
    let at = 0;
    for (;;) {
      if (this.phase === "list") at = this.scanRanges(bytes, at);
      const next = this.scanElement(bytes, at);
      if (next === at) break;
      at = next;
    }
    this.rest = bytes.slice(at);
    if (this.rest.length > MAX_ELEMENT_BYTES) throw new PageListError(`not a page list: no element ends within ${MAX_ELEMENT_BYTES} bytes`);
  }

  finish(): PageList {
    if (this.phase !== "done") throw new PageListError("the page list breaks off", true);
    if (textOf(this.rest, 0, this.rest.length).trim() !== "") throw new PageListError("the page list goes on after its end");
    return { ranges: this.builder.finish(), count: this.count, endBytes: this.endBytes, nextMarker: this.nextMarker };
  }

  /** The common case: range elements written as Azure writes them, without white space. Returns where it stopped. */
  private scanRanges(bytes: Uint8Array, from: number): number {
    const lastStart = bytes.length - RANGE_ELEMENT_BYTES;
    let at = from;
    while (at <= lastStart) {
      const cleared = bytes[at + 1] === CLEAR_OPEN[1];
      const open = cleared ? CLEAR_OPEN : PAGE_OPEN;
      const close = cleared ? CLEAR_CLOSE : PAGE_CLOSE;
      if (!startsWith(bytes, at, open)) return at;
      let p = at + open.length;
      let start = 0;
      let digit = bytes[p] ?? 0;
      for (; digit >= ZERO && digit <= NINE; digit = bytes[++p] ?? 0) start = start * 10 + (digit - ZERO);
      if (p === at + open.length || !startsWith(bytes, p, MIDDLE)) return at;
      p += MIDDLE.length;
      let end = 0;
      const endFrom = p;
      digit = bytes[p] ?? 0;
      for (; digit >= ZERO && digit <= NINE; digit = bytes[++p] ?? 0) end = end * 10 + (digit - ZERO);
      if (p === endFrom || !startsWith(bytes, p, close)) return at;
      this.add(start, end, cleared);
      at = p + close.length;
    }
    return at;
  }

  /** Everything else, one element a call, by its text. Returns `at` when more bytes are needed. */
  private scanElement(bytes: Uint8Array, at: number): number {
    if (this.phase === "done") return at;
    const text = textOf(bytes, at, Math.min(bytes.length, at + MAX_ELEMENT_BYTES));
    const [pattern, take] = this.phase === "start" ? START : this.phase === "list" ? LIST : AFTER_MARKER;
    const match = pattern.exec(text);
    if (match) {
      take(this, match);
      return at + match[0].length;
    }
    this.assertMayContinue(text);
    return at;
  }

  /** No whole element: fine while it may still become one, an error as soon as it cannot. */
  private assertMayContinue(text: string): void {
    const element = text.replace(/^[\s\u00EF\u00BB\u00BF]+/, "");
    const name = /^<([^\s/>]+)[\s>]/.exec(element)?.[1];
    const known = this.phase === "start" ? ["?xml", "PageList"] : ["PageRange", "ClearRange", "NextMarker"];
    const hopeless = (element !== "" && !element.startsWith("<")) || (name !== undefined && !known.includes(name)) || CLOSED.test(element);
    if (hopeless) throw new PageListError(`the page list holds what is not understood: ${snippet(element)}`);
  }

  /** @internal */
  enter(phase: Phase): void {
    this.phase = phase;
  }

  /** @internal */
  mark(marker: string): void {
    this.nextMarker = marker === "" ? undefined : marker;
    this.phase = "after-marker";
  }

  /** @internal Inclusive end. */
  add(start: number, last: number, cleared: boolean): void {
    const end = last + 1;
    if (!Number.isSafeInteger(end) || end <= start) throw new PageListError(`range ${start}-${last} is not one`);
    if (start % PAGE_BYTES !== 0 || end % PAGE_BYTES !== 0)
      throw new PageListError(`range ${start}-${last} is not whole ${PAGE_BYTES}-byte pages`);
    if (start < this.endBytes) throw new PageListError(`range ${start}-${last} overlaps or precedes what ends at ${this.endBytes}`);
    if (end > this.limitBytes) throw new PageListError(`range ${start}-${last} lies beyond ${this.limitBytes}`);
    this.builder.append(start, end - start, cleared);
    this.count += 1;
    this.endBytes = end;
  }
}

type Take = (scanner: PageListScanner, match: RegExpExecArray) => void;

const START: [RegExp, Take] = [
  /^(?:\u00EF\u00BB\u00BF)?\s*(?:<\?xml[^>]*\?>)?\s*<PageList\s*(\/?)>/,
  (scanner, match) => scanner.enter(match[1] === "/" ? "done" : "list"),
];
const LIST: [RegExp, Take] = [
  /^\s*(?:<(PageRange|ClearRange)>\s*<Start>\s*(\d{1,16})\s*<\/Start>\s*<End>\s*(\d{1,16})\s*<\/End>\s*<\/\1>|<NextMarker\s*\/>|<NextMarker>([^<]*)<\/NextMarker>|<\/PageList>)/,
  (scanner, match) => {
    if (match[1]) scanner.add(Number(match[2]), Number(match[3]), match[1] === "ClearRange");
    else if (match[0].endsWith("</PageList>")) scanner.enter("done");
    else scanner.mark(unescapeXml(match[4] ?? ""));
  },
];
const CLOSED = /<\/(?:PageRange|ClearRange|NextMarker|PageList)>/;
const AFTER_MARKER: [RegExp, Take] = [/^\s*<\/PageList>/, (scanner) => scanner.enter("done")];

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text[i]) return false;
  return true;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
}

function snippet(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&" };
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
