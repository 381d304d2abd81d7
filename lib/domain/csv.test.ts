import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvField, toCsv } from "./csv.ts";

/** A reader by the letter of RFC 4180, character by character. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? "";
    if (quoted) {
      if (char === '"' && text[i + 1] === '"') {
        field += '"';
        i += 1;
      } else if (char === '"') quoted = false;
      else field += char;
    } else if (char === '"') quoted = true;
    else if (char === "," || (char === "\r" && text[i + 1] === "\n")) {
      row.push(field);
      field = "";
      if (char === "\r") {
        rows.push(row);
        row = [];
        i += 1;
      }
    } else field += char;
  }
  return rows;
}

const wild = fc.string({ unit: fc.constantFrom("a", ",", '"', "\r", "\n", "=", "-", "+", "@", "'", " ", "1", ".", "é", "\t") });

describe("toCsv", () => {
  it("reads back as it was, apart from the apostrophe before a formula", () => {
    const columns = [0, 1, 2].map((i) => ({ header: `h${i}`, value: (row: string[]) => row[i] }));
    fc.assert(
      fc.property(fc.array(fc.tuple(wild, wild, wild), { maxLength: 6 }), (rows) => {
        const [header, ...read] = readCsv(toCsv(columns, rows));
        expect(header).toEqual(["h0", "h1", "h2"]);
        const isArmed = (text: string) => /^[=+\-@\t\r\n]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
        expect(read).toEqual(rows.map((row) => row.map((text) => (isArmed(text) ? `'${text}` : text))));
      }),
      { numRuns: 1000 },
    );
  });

  it("ends every line with CRLF, the last one too", () => {
    expect(toCsv([{ header: "a", value: (n: number) => n }], [1, 2])).toBe("a\r\n1\r\n2\r\n");
  });
});

describe("csvField", () => {
  it("disarms text that a spreadsheet would run", () => {
    for (const text of ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\0=1", "＝1", "＋1", "－1", "＠x"])
      expect(csvField(text)).toBe(`'${text}`);
    expect(csvField('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`);
    expect(csvField("\r=1")).toBe(`"'\r=1"`);
  });

  it("leaves numbers alone, negative ones and decimal strings too", () => {
    expect([csvField(-1.5), csvField("-0.05"), csvField("-12"), csvField(0), csvField("2026-11-05")]).toEqual([
      "-1.5",
      "-0.05",
      "-12",
      "0",
      "2026-11-05",
    ]);
    expect(csvField("-1-1")).toBe("'-1-1");
  });

  it("writes nothing for what is absent and words for truth", () => {
    expect([csvField(null), csvField(undefined), csvField(""), csvField(true)]).toEqual(["", "", "", "true"]);
  });
});
