import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { createLog } from "./log.ts";

function logged(fields: Record<string, unknown>): { text: string; line: Record<string, never> } {
  const lines: string[] = [];
  createLog("warn", (line) => lines.push(line)).warn("something-failed", fields);
  const [text = ""] = lines;
  return { text, line: JSON.parse(text) };
}

describe("a line of the log", () => {
  it("that is short is as it was given", () => {
    const { line } = logged({ requestId: "r-1", list: Array.from({ length: 200 }, (_, i) => i) });
    expect(line).toMatchObject({ event: "something-failed", level: "warn", requestId: "r-1", list: { length: 200 } });
  });

  it("with a long message keeps its beginning, and says how much is cut", () => {
    const { text, line } = logged({ requestId: "r-1", err: new AppError("azure-failed", `It went wrong: ${"x".repeat(100_000)}`) });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
    expect(line).toMatchObject({
      requestId: "r-1",
      err: { name: "AppError", message: expect.stringMatching(/^It went wrong: x+… \(\d+ more characters\)$/) },
    });
  });

  it("with a long list names the first of it, and how many more there are", () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `snapshot-${i}`);
    const { text, line } = logged({ ids });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
    expect(line).toMatchObject({ ids: expect.arrayContaining(["snapshot-0", "… (4950 more)"]) });
  });

  it("of an error whose causes are all long keeps each of them", () => {
    let err = new Error(`deepest ${"z".repeat(5000)}`);
    for (const name of ["third", "second", "first"]) err = new Error(`${name} ${"y".repeat(5000)}`, { cause: err });
    const { text, line } = logged({ err });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
    const startsWith = (word: string) => expect.stringMatching(new RegExp(`^${word} `));
    expect(line).toMatchObject({
      err: {
        message: startsWith("first"),
        cause: { message: startsWith("second"), cause: { message: startsWith("third"), cause: { message: startsWith("deepest") } } },
      },
    });
  });

  it("says the message of an error once: twice it would be longer than was reckoned", () => {
    const { text, line } = logged({ err: new Error("e".repeat(606), { cause: new Error("c".repeat(606)) }), long: "\u0001".repeat(606) });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
    expect(Object.keys(line)).toEqual(["level", "time", "event", "err", "long"]);
  });

  it("is never longer than 8 KiB, whatever is in it, and is one line of JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything({ maxDepth: 4 })), fc.nat(20_000), fc.nat(3), (fields, length, width) => {
        const err = new Error("e".repeat(length), { cause: new Error("c".repeat(length)) });
        const wide = Object.fromEntries(Array.from({ length: width * 300 }, (_, i) => [`field ${i}`, "ä".repeat(40)]));
        const { text } = logged({ ...wide, err, fields, long: "\u0001".repeat(length) });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192);
        expect(text.trimEnd()).not.toContain("\n");
      }),
      { numRuns: 60 },
    );
  });

  it("is cut behind its secrets: half a one is none that could be found", () => {
    const signature = "c4n4ry".repeat(500);
    const { text } = logged({ text: `${"x".repeat(3990)} https://md-x/abcd?sig=${signature} ${"x".repeat(9000)}` });
    expect(text).not.toContain("c4n4ry");
  });
});
