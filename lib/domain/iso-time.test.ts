import { describe, expect, it } from "vitest";
import { compareTimes, epochMs } from "./iso-time.ts";

describe("compareTimes", () => {
  it("tells apart times that differ only in the seventh digit", () => {
    expect(compareTimes("2026-11-05T20:58:06.9075551+00:00", "2026-11-05T20:58:06.9075559Z")).toBeLessThan(0);
    expect(compareTimes("2026-11-05T20:58:06.9075559Z", "2026-11-05T20:58:06.9075551Z")).toBeGreaterThan(0);
  });

  it("treats missing digits and zone spellings as equal", () => {
    expect(compareTimes("2026-11-05T20:58:06Z", "2026-11-05T20:58:06.0000000+00:00")).toBe(0);
    expect(compareTimes("2026-11-05T20:58:06.5Z", "2026-11-05T20:58:06.5000000Z")).toBe(0);
  });

  it("orders by time, not by text", () => {
    expect(compareTimes("2026-11-05T22:00:00+02:00", "2026-11-05T20:30:00Z")).toBeLessThan(0);
    expect(compareTimes("2026-11-05T22:00:00.25+02:00", "2026-11-05T20:00:00.2500000Z")).toBe(0);
    expect(compareTimes("2026-11-05T20:00:01Z", "2026-11-05T20:00:00.9999999Z")).toBeGreaterThan(0);
  });

  it("refuses what is no time", () => {
    expect(() => epochMs("yesterday")).toThrow(RangeError);
  });
});
