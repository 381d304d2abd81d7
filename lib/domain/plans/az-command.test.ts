import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { azCommand, quoteForShell } from "./az-command.ts";

describe("az commands", () => {
  it("leave out what is not given and quote only what needs it", () => {
    expect(azCommand(["disk", "create"], { name: "a b", zone: undefined, "no-wait": true, sku: "Premium_LRS" })).toBe(
      "az disk create --name 'a b' --no-wait --sku Premium_LRS",
    );
    expect(quoteForShell("")).toBe("''");
  });

  it("reach a real shell unchanged, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "'", '"', "$", "`", "\\", " ", ";", "\n", "é", "(") }), {
          minLength: 1,
          maxLength: 6,
        }),
        (words) => {
          const printed = execFileSync("sh", ["-c", `printf '%s\\0' ${words.map(quoteForShell).join(" ")}`], { encoding: "utf8" });
          expect(printed.split("\0").slice(0, -1)).toEqual(words);
        },
      ),
      { numRuns: 40 },
    );
  });
});
