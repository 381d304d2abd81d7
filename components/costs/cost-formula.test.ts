import { describe, expect, it } from "vitest";
import type { CostRow } from "#lib/contract/costs.ts";
import { dailyFormula, estimateFormula, forecastFormula, quantityFormula } from "./cost-formula.ts";

const month = { daysInMonth: 30, hoursElapsed: 542 };
const row: CostRow = {
  key: "a",
  label: "a",
  snapshotCount: 1,
  usedGib: "12.3",
  unmeasured: 0,
  dailyQuantity: "0.41",
  daysPresent: "22.583333333333333333",
  quantity: "9.259166666666666667",
  usdPerGibMonth: "0.05",
  estimateUsd: "0.462958333333333333",
  forecastUsd: "0.615",
  billedQuantity: null,
  billedUsd: null,
  otherBilledUsd: null,
};

describe("a formula on the cost page", () => {
  it("can be checked with a calculator", () => {
    expect(estimateFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days × 22.58 days × $0.05 = $0.46"]);
    expect((12.3 / 30) * 22.58 * 0.05).toBeCloseTo(0.46, 2);
    expect(dailyFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days = 0.4100 GiB-months a day"]);
    expect(quantityFormula(row, month)?.lines).toEqual(["12.3 GiB ÷ 30 days × 22.58 days = 9.2592 GiB-months"]);
  });

  it("names the days left in a forecast, and none when the month is over", () => {
    expect(forecastFormula(row, month)?.lines).toEqual(["$0.46 so far + 12.3 GiB ÷ 30 days × 7.42 days left × $0.05 = $0.62"]);
    expect(forecastFormula(row, { daysInMonth: 30, hoursElapsed: 720 })?.lines[0]).toMatch(/month is over/);
  });

  it("does not invent a product where snapshots were summed", () => {
    const sum = { ...row, snapshotCount: 4 };
    expect(estimateFormula(sum, month)?.lines).toEqual(["9.2592 GiB-months × $0.05 = $0.46"]);
    expect(estimateFormula({ ...sum, usdPerGibMonth: null }, month)?.lines[0]).toMatch(/4 snapshots, each at the price/);
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
