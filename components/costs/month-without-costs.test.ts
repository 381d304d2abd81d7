import { expect, it } from "vitest";
import { ApiError } from "#lib/client/api/api-fetch.ts";
import { monthWithoutCosts } from "./month-without-costs.ts";

const refused = (details: Record<string, unknown>) =>
  new ApiError({ code: "invalid-input", message: "month: refused", status: 400, requestId: "r", details });

it("a month that has not begun, or is none, is told as such, with the month to go on to", () => {
  expect(monthWithoutCosts("2999-01", refused({ field: "month", given: "2999-01", allowed: "up to 2026-11" }))).toEqual({
    title: "January 2999 has not begun",
    text: "There are costs of the months up to the one that runs.",
    latest: "2026-11",
  });
  expect(monthWithoutCosts("soon", refused({ field: "month", given: "soon" }))).toMatchObject({ title: "The address names no month" });
});

it("what else is refused stays an error", () => {
  expect(monthWithoutCosts("2026-01", refused({ field: "chain" }))).toBeUndefined();
  expect(monthWithoutCosts(undefined, refused({ field: "month" }))).toBeUndefined();
  expect(monthWithoutCosts("2999-01", new Error("broken"))).toBeUndefined();
});
