import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumDecimals } from "./exact-decimal.ts";
import { toFine, unitOf, unitsToText } from "./fine-units.ts";
import { roundToSum } from "./round-to-sum.ts";
import { amounts } from "./testing/shown-amounts.ts";

describe("lines under a total", () => {
  it("add up to it: what rounding took goes to those that lost most", () => {
    expect(roundToSum(["0.333", "0.333", "0.334"], "1.000", 2)).toEqual({ lines: ["0.33", "0.33", "0.34"], total: "1.00" });
    expect(roundToSum(["0.004", "0.003", null, "0.004"], "0.011", 2)).toEqual({ lines: ["0.01", "0.00", null, "0.00"], total: "0.01" });
    expect(roundToSum(["-0.005", "-0.006"], "-0.011", 2)).toEqual({ lines: ["0.00", "-0.01"], total: "-0.01" });
    expect(roundToSum([], "0", 2)).toEqual({ lines: [], total: "0.00" });
  });

  it("that are not all on the page leave the rest to the others", () => {
    expect(roundToSum(["1.006"], "3.012", 2)).toEqual({ lines: ["1.01"], total: "3.01" });
  });

  it("add up whatever they are, and none is moved by a whole unit of its last digit", () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 4 }), (lines, decimals) => {
        const exact = sumDecimals(lines);
        const shown = roundToSum(lines, exact, decimals);
        expect(toFine(sumDecimals(shown.lines.flatMap((line) => line ?? [])))).toBe(toFine(shown.total));
        for (const [i, line] of lines.entries()) expect(distance(shown.lines[i], line)).toBeLessThan(unitOf(decimals));
        expect(distance(shown.total, exact) * 2n).toBeLessThanOrEqual(unitOf(decimals));
      }),
    );
  });
});

it("whole units are written with all their decimals", () => {
  expect([unitsToText(-5n, 2), unitsToText(1234n, 2), unitsToText(0n, 4), unitsToText(-12n, 0)]).toEqual([
    "-0.05",
    "12.34",
    "0.0000",
    "-12",
  ]);
  expect(() => toFine("1e-5")).toThrow(RangeError);
});

function distance(shown: string | null | undefined, exact: string): bigint {
  const moved = toFine(shown ?? "0") - toFine(exact);
  return moved < 0n ? -moved : moved;
}
