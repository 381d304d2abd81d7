import { describe, expect, it } from "vitest";
import type { ExportProperties } from "./export-definition.ts";
import { dueTimes, hasSecondRun, nextRunMs } from "./export-times.ts";

const at = (text: string) => Date.parse(`${text}Z`);

function scheduled(recurrence: "Daily" | "Weekly" | "Monthly" | "Annually", from: string, to?: string) {
  const schedule = { status: "Active" as const, recurrence, recurrencePeriod: { from, ...(to === undefined ? {} : { to }) } };
  return { properties: { schedule, definition: { type: "ActualCost", timeframe: "MonthToDate" } } as ExportProperties };
}

const days = (definition: ReturnType<typeof scheduled>, after: string, through: string) =>
  [...dueTimes(definition, at(after), at(through))].map((ms) => new Date(ms).toISOString().slice(0, 16));

describe("a schedule", () => {
  it("falls due once a day, week, month or year, at the hour it began with", () => {
    expect(days(scheduled("Daily", "2026-01-01T05:30:00Z"), "2026-02-01T05:30", "2026-02-03T05:30")).toEqual([
      "2026-02-02T05:30",
      "2026-02-03T05:30",
    ]);
    expect(days(scheduled("Weekly", "2026-01-01T00:00:00Z"), "2026-01-20T00:00", "2026-02-01T00:00")).toEqual([
      "2026-01-22T00:00",
      "2026-01-29T00:00",
    ]);
    expect(days(scheduled("Annually", "2024-02-29T00:00:00Z"), "2024-12-31T00:00", "2028-12-31T00:00")).toEqual([
      "2025-02-28T00:00",
      "2026-02-28T00:00",
      "2027-02-28T00:00",
      "2028-02-29T00:00",
    ]);
  });

  it("of the 31st falls on the last day of shorter months", () => {
    expect(days(scheduled("Monthly", "2026-01-31T06:00:00Z"), "2026-01-31T06:00", "2026-04-30T06:00")).toEqual([
      "2026-02-28T06:00",
      "2026-03-31T06:00",
      "2026-04-30T06:00",
    ]);
  });

  it("begins with its from and ends with its to", () => {
    const week = scheduled("Daily", "2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z");
    expect(days(week, "2025-12-01T00:00", "2026-03-01T00:00")).toEqual(["2026-01-05T00:00", "2026-01-06T00:00", "2026-01-07T00:00"]);
    expect(nextRunMs(week, at("2026-01-06T12:00"))).toBe(at("2026-01-07T00:00"));
    expect(nextRunMs(week, at("2026-01-07T00:00"))).toBeUndefined();
  });

  it("has a second run for the month before in its first five days, unless the export is younger", () => {
    const daily = { ...scheduled("Daily", "2026-01-05T00:00:00Z"), createdAtMs: at("2026-01-04T00:00") };
    const on = (day: string) => hasSecondRun(daily, at(day));
    expect([on("2026-02-01T00:00"), on("2026-02-05T00:00"), on("2026-02-06T00:00"), on("2026-01-05T00:00")]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
