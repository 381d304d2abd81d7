import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactDecimal } from "./exact-decimal.ts";
import { parseDecimal, scaledRatio, scaledToString } from "./scaled-amount.ts";

describe("scaled amounts", () => {
  it("round a ratio at 18 decimals as decimal arithmetic does", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 60n }), fc.bigInt({ min: 1n, max: 2n ** 50n }), (numerator, denominator) => {
        const exact = new ExactDecimal(numerator.toString()).div(denominator.toString());
        expect(new ExactDecimal(scaledToString(scaledRatio(numerator, denominator))).eq(exact.toDecimalPlaces(18))).toBe(true);
      }),
    );
  });

  it("write plain decimal strings without idle zeros or exponents", () => {
    expect([0n, 1n, -1n, 5n * 10n ** 17n, 10n ** 18n, 123n * 10n ** 18n].map(scaledToString)).toEqual([
      "0",
      "0.000000000000000001",
      "-0.000000000000000001",
      "0.5",
      "1",
      "123",
    ]);
  });

  it("refuse what is no plain decimal", () => {
    expect(parseDecimal("0.053")).toEqual({ digits: 53n, divisor: 1000n });
    for (const text of ["", "-1", "1e-3", "0,05", "."]) expect(() => parseDecimal(text)).toThrow("not a decimal number");
  });
});
