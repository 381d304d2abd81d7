import fc from "fast-check";
import { expect, test } from "vitest";
import { roundTicks } from "./round-ticks.ts";

const GIB = 2 ** 30;

test("bytes are marked at round numbers of their own unit", () => {
  expect(roundTicks(430 * GIB, 1024).map((tick) => tick / GIB)).toEqual([0, 200, 400, 600]);
  expect(roundTicks(18.6, 1000)).toEqual([0, 5, 10, 15, 20]);
});

test("the marks begin at zero, reach the largest value, and are few", () =>
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 2 ** 46, noNaN: true }), fc.constantFrom<1000 | 1024>(1000, 1024), (max, base) => {
      const ticks = roundTicks(max, base);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1) ?? 0).toBeGreaterThanOrEqual(max * (1 - 1e-12));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  ));

test("an empty chart still has an axis", () => expect(roundTicks(0, 1024)).toEqual([0, 1]));
