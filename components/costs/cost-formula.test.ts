import { describe, expect, it } from "vitest";
import type { CostRow } from "#lib/contract/costs.ts";
import {
  assumptionLines,
  billedFormula,
  dailyFormula,
  differenceFormula,
  estimateFormula,
  forecastFormula,
  otherMetersFormula,
  quantityFormula,
} from "./cost-formula.ts";

const month = { daysInMonth: 30, hoursElapsed: 542 };
const row: CostRow = {
  key: "a",
  label: "a",
  snapshotCount: 1,
  usedGib: "12.3",
  goneCount: 0,
  unmeasured: 0,
  uncounted: 0,
  unknownHours: 0,
  dailyQuantity: "0.41",
  daysPresent: "22.583333333333333333",
  quantity: "9.259166666666666667",
  usdPerGibMonth: "0.05",
  estimateUsd: "0.462958333333333333",
  assumedUsd: "0",
  forecastUsd: "0.615",
  billedQuantity: null,
  billedUsd: null,
  otherBilledUsd: null,
  otherMeters: [],
  compared: null,
};

describe("a formula on the cost page", () => {
  it("can be checked with a calculator", () => {
    expect(estimateFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days × 22.58 days × $0.05 = $0.462958"]);
    expect((12.3 / 30) * 22.58 * 0.05).toBeCloseTo(0.462958, 3);
    expect(dailyFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days = 0.4100 GiB-months a day"]);
    expect(quantityFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days × 22.58 days = 9.2592 GiB-months"]);
  });

  it("has a line for each size that it stored in the month, and one for what is not known", () => {
    const parts = [
      { usedGib: "3", days: "10" },
      { usedGib: null, days: "2.5" },
      { usedGib: "12.3", days: "4" },
    ];
    const moved = { ...row, parts, quantity: "2.64", estimateUsd: "0.132" };
    expect(estimateFormula(moved, month)?.lines).toEqual([
      "3 GiB ÷ 30 days × 10 days × $0.05",
      "+ 2.5 days of unknown size: not counted",
      "+ 12.3 GiB ÷ 30 days × 4 days × $0.05",
      "= $0.132",
    ]);
    expect((3 / 30) * 10 + (12.3 / 30) * 4).toBeCloseTo(Number(moved.quantity));
    expect(quantityFormula(moved, month)?.lines.at(-1)).toBe("= 2.6400 GiB-months");
    expect(assumptionLines({ ...moved, unknownHours: 60, assumedUsd: "0.05" })).toEqual([
      expect.stringContaining("$0.05 is for times when Snapscope did not look"),
      "60 hours of unknown size are not counted",
    ]);
    expect(assumptionLines(row)).toEqual([]);
  });

  it("names the days left in a forecast, and none when the month is over", () => {
    expect(forecastFormula(row, month)?.lines).toEqual(["$0.462958 so far + 12.3 GiB ÷ 30 days × 7.42 days left × $0.05 = $0.615"]);
    expect(forecastFormula({ ...row, usedGib: null }, month)?.lines[0]).toMatch(/not measured, so nothing is added/);
    expect(forecastFormula({ ...row, goneAt: "2026-11-03T00:00:00Z" }, month)?.lines[0]).toMatch(/it is deleted/);
    expect(forecastFormula(row, { daysInMonth: 30, hoursElapsed: 720 })?.lines[0]).toMatch(/month is over/);
  });

  it("does not invent a product where snapshots were summed", () => {
    const sum = { ...row, snapshotCount: 4 };
    expect(estimateFormula(sum, month)?.lines).toEqual(["9.2592 GiB-months × $0.05 = $0.462958"]);
    expect(estimateFormula({ ...sum, usdPerGibMonth: null }, month)?.lines[0]).toMatch(/4 snapshots, each at the price/);
  });

  it("sets billed against estimated for the same days, and names other meters", () => {
    const compared = { estimateUsd: "0.4", assumedUsd: "0.1", billedUsd: "0.42", differenceUsd: "0.02", toleranceUsd: "0.00001" };
    expect(differenceFormula({ ...row, compared }, "1 to 20 Nov")?.lines[0]).toBe("1 to 20 Nov: $0.42 billed − $0.40 estimated = $0.02");
    expect(differenceFormula(row, "1 to 20 Nov")).toBeUndefined();
    const otherMeters = [
      { meterName: "Disk Operations", usd: "0.0004" },
      { meterName: "", usd: "-0.01" },
    ];
    expect(otherMetersFormula({ ...row, otherMeters })?.lines).toEqual([
      "reads and writes (Disk Operations): $0.0004",
      "no meter named: -$0.01",
    ]);
    expect([otherMetersFormula(row), billedFormula(row)]).toEqual([undefined, undefined]);
    expect(billedFormula({ ...row, billedUsd: "0.42", billedQuantity: "8.4" })?.lines).toEqual(["8.4000 GiB-months on the bill: $0.42"]);
  });

  it("prints a difference that is the one of its two sides as printed", () => {
    // Each rounded by itself: 0.100001, 0.100003 and 0.000001.
    const compared = { estimateUsd: "0.1000014", billedUsd: "0.1000026", differenceUsd: "0.0000012", assumedUsd: "0", toleranceUsd: "0" };
    expect(differenceFormula({ ...row, compared }, "1 Nov")?.lines[0]).toBe("1 Nov: $0.100003 billed − $0.100001 estimated = $0.000002");
  });

  it("is absent where nothing is measured", () => {
    const unmeasured = { ...row, usedGib: null, quantity: null, estimateUsd: null, forecastUsd: null, dailyQuantity: null };
    expect([
      dailyFormula(unmeasured, month),
      quantityFormula(unmeasured, month),
      estimateFormula(unmeasured, month),
      forecastFormula(unmeasured, month),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
