import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatExactBytes,
  formatGib,
  formatPercent,
  formatQuantity,
  formatRelativeTime,
  formatUsd,
  formatUsdToCheck,
  formatUtc,
} from "./format.ts";

const GIB = 1024 ** 3;

describe("sizes", () => {
  it("have three significant digits in binary units", () => {
    const shown = [
      0,
      512,
      999,
      1000,
      1536,
      4096,
      1023 * 1024,
      12.3 * GIB,
      99.96 * GIB,
      128 * GIB,
      999.4 * GIB,
      999.6 * GIB,
      1024 * GIB,
      32 * 1024 * GIB,
      -1536,
    ].map(formatBytes);
    expect(shown).toEqual([
      "0 B",
      "512 B",
      "999 B",
      "0.977 KiB",
      "1.50 KiB",
      "4.00 KiB",
      "0.999 MiB",
      "12.3 GiB",
      "100 GiB",
      "128 GiB",
      "999 GiB",
      "0.976 TiB",
      "1.00 TiB",
      "32.0 TiB",
      "-1.50 KiB",
    ]);
  });

  it("never take a fourth digit, whatever the size", () => {
    for (let size = 1; size < 2 ** 52; size = Math.ceil(size * 1.003))
      expect(formatBytes(size).replace(/^0\.|\D/g, "").length).toBeLessThanOrEqual(3);
  });

  it("are exact to the byte where asked", () => {
    expect(formatExactBytes(13_207_024_640)).toBe("13,207,024,640 B");
    expect([formatGib(4 * 1024 ** 2), formatGib(12.34 * GIB), formatGib(1020 * GIB), formatGib(0)]).toEqual([
      "0.00391",
      "12.3",
      "1,020",
      "0.00",
    ]);
  });
});

describe("quantities and money", () => {
  it("round decimal strings without passing through a float", () => {
    expect(formatQuantity("0.322580645161290323")).toBe("0.3226");
    expect(formatUsd("9007199254740993.115")).toBe("$9,007,199,254,740,993.12");
    expect(formatUsd("0.5163732")).toBe("$0.52");
    expect(formatUsd("-12.5")).toBe("-$12.50");
    expect([formatUsd("0.8"), formatUsd("0.3"), formatUsd("1")]).toEqual(["$0.80", "$0.30", "$1.00"]);
    expect(() => formatUsd("1e3")).toThrow("not a decimal number");
  });

  it("of money have one number of decimals, and never round something to nothing", () => {
    const amounts = ["0.0994", "0.053", "0.0151", "0.005", "0.004838709677", "0.0000186", "0", "-0.0001", "-0.0999"];
    expect(amounts.map((amount) => formatUsd(amount))).toEqual([
      "$0.10",
      "$0.05",
      "$0.02",
      "$0.01",
      "<$0.01",
      "<$0.01",
      "$0.00",
      "-<$0.01",
      "-$0.10",
    ]);
    expect(["0.0151", "0.00004", "12"].map((amount) => formatUsd(amount, 4))).toEqual(["$0.0151", "<$0.0001", "$12.0000"]);
    expect(["0.462958333333", "0.5", "0.0000186", "1638.3500124"].map(formatUsdToCheck)).toEqual([
      "$0.462958",
      "$0.50",
      "$0.000019",
      "$1,638.350012",
    ]);
  });

  it("count in groups of three", () => {
    expect(formatCount(1234567)).toBe("1,234,567");
  });
});

describe("progress and time", () => {
  it("claims neither a start nor an end that is not there", () => {
    expect([0, 0.2, 42.9, 99.9, 100].map(formatPercent)).toEqual(["0 %", "1 %", "42 %", "99 %", "100 %"]);
  });

  it("is told relative to now", () => {
    const now = Date.parse("2026-11-20T12:00:00Z");
    const at = (text: string) => formatRelativeTime(Date.parse(text), now);
    expect([
      at("2026-11-20T11:59:30Z"),
      at("2026-11-20T11:58:00Z"),
      at("2026-11-20T09:00:00Z"),
      at("2026-11-19T11:00:00Z"),
      at("2026-09-01T00:00:00Z"),
      at("2024-11-01T00:00:00Z"),
      at("2026-11-22T13:00:00Z"),
    ]).toEqual(["now", "2 minutes ago", "3 hours ago", "1 day ago", "2 months ago", "2 years ago", "in 2 days"]);
  });

  it("is exact in UTC where asked", () => {
    expect(formatUtc(Date.parse("2026-11-05T20:58:06.9075559Z"))).toBe("2026-11-05 20:58:06 UTC");
  });

  it("measures spans in the two units that matter", () => {
    expect([400, 9_960, 59_400, 200_000, 7_500_000, 273_600_000, 604_800_000].map(formatDuration)).toEqual([
      "0.4 s",
      "10 s",
      "59 s",
      "3 min 20 s",
      "2 h 05 min",
      "3 d 4 h",
      "7 days",
    ]);
  });
});
