import { expect, test } from "vitest";
import { endOf, NO_END } from "./hold-end-field.tsx";

const nowMs = Date.parse("2026-11-28T12:00:00Z");

test("an end is none, so many days from now, or midnight UTC after the day that was chosen", () => {
  expect(endOf(NO_END, nowMs)).toBeNull();
  expect(endOf({ choice: "30", day: "" }, nowMs)).toBe("2026-12-28T12:00:00.000Z");
  expect(endOf({ choice: "day", day: "2026-12-31" }, nowMs)).toBe("2027-01-01T00:00:00.000Z");
  expect(endOf({ choice: "day", day: "" }, nowMs)).toBeUndefined();
});
