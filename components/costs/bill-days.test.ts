import { expect, test } from "vitest";
import { dayLabel, daysThrough } from "./bill-days.ts";

test("days are told from the first of the month, in UTC", () => {
  expect(daysThrough("2026-11-24")).toBe("1 to 24 Nov");
  expect(daysThrough("2026-11-01")).toBe("1 Nov");
  expect(dayLabel("2026-12-31")).toBe("31 Dec");
});
