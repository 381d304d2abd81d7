import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toRanges } from "#lib/domain/ranges/block-range.ts";
import { PageListError, PageListScanner } from "./page-list-scanner.ts";

interface Element {
  start: number;
  end: number;
  cleared: boolean;
}

const LIMIT = 2 ** 46;

function xml(elements: Element[], options: { marker?: string; bom?: boolean; space?: string } = {}): string {
  const s = options.space ?? "";
  const body = elements.map((e) => {
    const tag = e.cleared ? "ClearRange" : "PageRange";
    return `${s}<${tag}>${s}<Start>${e.start}</Start>${s}<End>${e.end}</End>${s}</${tag}>`;
  });
  const marker =
    options.marker === undefined ? "" : options.marker === "" ? "<NextMarker />" : `<NextMarker>${options.marker}</NextMarker>`;
  return `${options.bom ? "\uFEFF" : ""}<?xml version="1.0" encoding="utf-8"?>\n<PageList>${body.join("")}${s}${marker}</PageList>`;
}

function scan(text: string, cuts: number[] = [], window = { startBytes: 0, limitBytes: LIMIT }) {
  const bytes = new TextEncoder().encode(text);
  const scanner = new PageListScanner(window);
  let from = 0;
  for (const cut of [...cuts.map((c) => c % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    scanner.push(bytes.subarray(from, cut));
    from = cut;
  }
  return scanner.finish();
}

/** Ascending pages with gaps of at least one page, so that nothing is joined. */
const elements = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 2 ** 30 }), pages: fc.integer({ min: 1, max: 2 ** 20 }), cleared: fc.boolean() }), {
    maxLength: 60,
  })
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, pages, cleared }) => {
      const start = at + gap * 512;
      at = start + pages * 512;
      return { start, end: at - 1, cleared };
    });
  });

describe("PageListScanner", () => {
  it("reads what was written, wherever the chunks are cut and whatever the white space", () => {
    fc.assert(
      fc.property(
        elements,
        fc.array(fc.nat(20_000), { maxLength: 30 }),
        fc.boolean(),
        fc.constantFrom("", "\n  ", " "),
        (list, cuts, bom, space) => {
          const read = scan(xml(list, { bom, space, marker: "" }), cuts);
          expect(toRanges(read.ranges)).toEqual(list.map((e) => ({ offset: e.start, length: e.end + 1 - e.start, cleared: e.cleared })));
          expect(read.count).toBe(list.length);
          expect(read.nextMarker).toBeUndefined();
        },
      ),
    );
  });

  it("reads a list byte by byte", () => {
    const text = xml(
      [
        { start: 0, end: 511, cleared: false },
        { start: 512, end: 1023, cleared: true },
      ],
      { bom: true, marker: "2!16!MDAwMDA0ITEwMjQh" },
    );
    const read = scan(
      text,
      Array.from({ length: text.length + 2 }, (_, i) => i),
    );
    expect(read.count).toBe(2);
    expect(read.nextMarker).toBe("2!16!MDAwMDA0ITEwMjQh");
    expect(read.endBytes).toBe(1024);
  });

  it("joins touching ranges of one kind and counts what was sent", () => {
    const read = scan(
      xml([
        { start: 0, end: 511, cleared: false },
        { start: 512, end: 1023, cleared: false },
        { start: 1024, end: 1535, cleared: true },
      ]),
    );
    expect(toRanges(read.ranges)).toEqual([
      { offset: 0, length: 1024, cleared: false },
      { offset: 1024, length: 512, cleared: true },
    ]);
    expect(read.count).toBe(3);
  });

  it("reads an empty list in both spellings", () => {
    expect(scan("<PageList />").count).toBe(0);
    expect(scan('\uFEFF<?xml version="1.0" encoding="utf-8"?><PageList></PageList>').count).toBe(0);
  });

  it.each([
    ["an unknown element", "<PageList><Range><Start>0</Start><End>511</End></Range></PageList>"],
    ["an error body", '<?xml version="1.0"?><Error><Code>ServerBusy</Code></Error>'],
    ["text between elements", "<PageList>oops<PageRange><Start>0</Start><End>511</End></PageRange></PageList>"],
    [
      "ranges out of order",
      xml([
        { start: 1024, end: 1535, cleared: false },
        { start: 0, end: 511, cleared: false },
      ]),
    ],
    [
      "ranges that overlap",
      xml([
        { start: 0, end: 1023, cleared: false },
        { start: 512, end: 1535, cleared: true },
      ]),
    ],
    ["a start inside a page", xml([{ start: 256, end: 1023, cleared: false }])],
    ["an exclusive end", xml([{ start: 0, end: 512, cleared: false }])],
    ["an end before its start", xml([{ start: 1024, end: 511, cleared: false }])],
    ["a range beyond the end", xml([{ start: LIMIT, end: LIMIT + 511, cleared: false }])],
    ["a number too large", "<PageList><PageRange><Start>0</Start><End>99999999999999999999999</End></PageRange></PageList>"],
    ["a negative number", "<PageList><PageRange><Start>-512</Start><End>511</End></PageRange></PageList>"],
    ["tags that do not match", "<PageList><PageRange><Start>0</Start><End>511</End></ClearRange></PageList>"],
    ["a range without its end", "<PageList><PageRange><Start>0</Start></PageRange></PageList>"],
    ["something after the end", `${xml([])}<More/>`],
    ["a range after the marker", "<PageList><NextMarker>x</NextMarker><PageRange><Start>0</Start><End>511</End></PageRange></PageList>"],
    ["no list at all", "hello"],
  ])("refuses %s", (_name, text) => {
    expect(() => scan(text)).toThrow(PageListError);
  });

  it("refuses a list that breaks off at any byte", () => {
    const text = xml(
      [
        { start: 0, end: 511, cleared: false },
        { start: 1024, end: 1535, cleared: true },
      ],
      { marker: "m" },
    );
    for (let length = 0; length < text.length; length += 1) {
      expect(() => scan(text.slice(0, length)), `cut at ${length}`).toThrow(PageListError);
    }
  });

  it("refuses a range outside the window that was asked for", () => {
    expect(() => scan(xml([{ start: 0, end: 511, cleared: false }]), [], { startBytes: 512, limitBytes: 4096 })).toThrow(/precedes/);
    expect(() => scan(xml([{ start: 3584, end: 4607, cleared: false }]), [], { startBytes: 512, limitBytes: 4096 })).toThrow(/beyond/);
  });
});
