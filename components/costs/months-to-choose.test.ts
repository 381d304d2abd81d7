import { expect, it } from "vitest";
import { monthsToChoose } from "./months-to-choose.ts";

it("two years can be chosen, and what the address asks for is chosen whatever it is", () => {
  const months = monthsToChoose("2026-11", "2026-10");
  expect([months[0], months.at(-1), months.length]).toEqual(["2026-11", "2024-12", 24]);
  expect(monthsToChoose("2026-11", "2999-01")[0]).toBe("2999-01");
  expect(monthsToChoose("2026-11", "2020-02").at(-1)).toBe("2020-02");
});
