import { expect, test } from "vitest";
import { atLeast } from "./at-least.ts";

test("a sum of which parts are not known is at least that, and a whole one is that", () => {
  expect(atLeast("$12.30", true)).toBe("≥\u00a0$12.30");
  expect(atLeast("$12.30", false)).toBe("$12.30");
  expect(atLeast("0 B", true)).toBe("≥\u00a00 B");
});

test("less than a cent is not said to be more than one", () => {
  expect(atLeast("<$0.01", true)).toBe("≥\u00a0$0.00");
  expect(atLeast("<$0.01", false)).toBe("<$0.01");
});
