import fc from "fast-check";
import { expect, test } from "vitest";
import { digits } from "./page-list.ts";

test("numbers are written as they are, on both sides of where they are written in two", () => {
  for (const value of [0, 1e9 - 1, 1e9, 1e9 + 1, 2e9, 2 ** 46, 1_000_000_005_000_000]) expect(digits(value)).toBe(String(value));
  fc.assert(fc.property(fc.maxSafeNat(), (value) => digits(value) === String(value)));
});
