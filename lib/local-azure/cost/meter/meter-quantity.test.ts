import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capturedData } from "../../testing/captured-data.ts";
import { decimalText, hourlyQuantityMicros, hourMs, hoursInMonth, microsFromDecimal } from "./meter-quantity.ts";
import { storedQuantityMicros } from "./usage-rows.ts";

interface Vector {
  usedGiB: string;
  month: string;
  hours: number;
  pricePerGiBMonth: string;
  hourlyQty6: string;
  dailyQtyHourly6: string;
  monthQtyHourly6: string;
  monthCostHourly6: string;
}

const vectorFile = capturedData("usage-reports/proration-vectors.json");
const hasVectors = existsSync(vectorFile);
if (!hasVectors) console.warn(`skipped: no proration vectors at ${vectorFile}`);
const vectors: Vector[] = hasVectors ? JSON.parse(readFileSync(vectorFile, "utf8")) : [];

const gib = 2 ** 30;
const fixed6 = (micros: bigint) => Number(decimalText(micros, 6)).toFixed(6);

describe("hourly quantity", () => {
  it.skipIf(!hasVectors)("reproduces every hourly-6-decimals column of the proration vectors", () => {
    expect(vectors.length).toBeGreaterThan(15);
    for (const v of vectors) {
      const monthStartMs = Date.parse(`${v.month}-01T00:00:00Z`);
      const bytes = Math.round(Number(v.usedGiB) * gib);
      const history = [{ atMs: monthStartMs - 5 * hourMs, bytes }];
      const day = storedQuantityMicros(history, monthStartMs, monthStartMs + 24 * hourMs);
      const month = storedQuantityMicros(history, monthStartMs, monthStartMs + v.hours * hourMs);
      const cost = decimalText(month * microsFromDecimal(v.pricePerGiBMonth), 12);
      const got = {
        hours: hoursInMonth(monthStartMs),
        hourly: fixed6(hourlyQuantityMicros(bytes, v.hours)),
        daily: fixed6(day),
        monthly: fixed6(month),
        cost,
      };
      const want = { hours: v.hours, hourly: v.hourlyQty6, daily: v.dailyQtyHourly6, monthly: v.monthQtyHourly6, cost: v.monthCostHourly6 };
      expect(got, `${v.usedGiB} GiB in ${v.month}`).toEqual(want);
    }
  });

  it("counts 514 hours for 10 GiB stored from 10 January 14:00 to the end of the month", () => {
    const from = Date.parse("2026-01-10T14:00:00Z");
    const quantity = storedQuantityMicros([{ atMs: from, bytes: 10 * gib }], Date.parse("2026-01-01"), Date.parse("2026-02-01"));
    expect(decimalText(quantity, 6)).toBe("6.908674");
  });

  it("rounds half up, not to even", () => {
    const halfMicroBytes = 744 * gib * 0.0000005;
    expect(hourlyQuantityMicros(Math.ceil(halfMicroBytes), 744)).toBe(1n);
    expect(hourlyQuantityMicros(Math.floor(halfMicroBytes), 744)).toBe(0n);
    expect(hourlyQuantityMicros(720 * gib * 2.5, 720)).toBe(2_500_000n);
  });
});

describe("decimal text", () => {
  it("has no trailing zeros and keeps the sign", () => {
    expect(decimalText(322_584n, 6)).toBe("0.322584");
    expect(decimalText(-1_389n, 6)).toBe("-0.001389");
    expect(decimalText(5_000_000n, 6)).toBe("5");
    expect(decimalText(0n, 12)).toBe("0");
  });

  it("comes from decimals of at most six places", () => {
    expect(microsFromDecimal("0.2175")).toBe(217_500n);
    expect(() => microsFromDecimal("0.0000001")).toThrow(/six decimals/);
  });
});
