import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { HOUR_MS, hoursInMonth, monthStartMs } from "./billing-month.ts";
import { type CostInput, daysPresent, estimateCosts, groupCosts } from "./cost-estimate.ts";
import { ExactDecimal, sumDecimals } from "./exact-decimal.ts";

const MONTH = "2026-01";
const AFTER = Date.parse("2026-03-01T00:00:00Z");
const item = (given: Partial<CostInput> = {}): CostInput => ({
  snapshotId: "s",
  chainKey: "c",
  createdAt: "2025-12-01T00:00:00Z",
  usedBytes: 10 * GIB_BYTES,
  usdPerGibMonth: "0.05",
  ...given,
});

const anyItem = fc
  .record({
    chain: fc.nat(3),
    createdHour: fc.integer({ min: -800, max: 800 }),
    lifeHours: fc.option(fc.nat(900), { nil: undefined }),
    pages: fc.option(fc.nat(2 ** 36), { nil: null }),
    price: fc.option(fc.constantFrom("0.05", "0.053", "0.132", "0.0625"), { nil: null }),
  })
  .map(({ chain, createdHour, lifeHours, pages, price }): CostInput => {
    const createdMs = monthStartMs(MONTH) + createdHour * HOUR_MS + 1_234_567;
    return {
      snapshotId: `s${createdHour}`,
      chainKey: `c${chain}`,
      createdAt: new Date(createdMs).toISOString(),
      deletedAt: lifeHours === undefined ? undefined : new Date(createdMs + lifeHours * HOUR_MS).toISOString(),
      usedBytes: pages === null ? null : pages * 512,
      usdPerGibMonth: price,
    };
  });
const anyEstate = fc.record({ items: fc.array(anyItem, { maxLength: 12 }), nowHour: fc.integer({ min: -100, max: 900 }) });

describe("estimateCosts", () => {
  it("adds up to the last digit: days, snapshots and chains make the same total", () => {
    fc.assert(
      fc.property(anyEstate, ({ items, nowHour }) => {
        const report = estimateCosts(items, MONTH, monthStartMs(MONTH) + nowHour * HOUR_MS);
        const known = report.snapshots.flatMap(({ amounts }) => (amounts ? [amounts] : []));
        for (const field of ["quantity", "estimateUsd", "forecastUsd"] as const) {
          expect(sumDecimals(known.map((amounts) => amounts[field]))).toBe(report.total[field]);
          expect(sumDecimals(report.chains.map((chain) => chain[field]))).toBe(report.total[field]);
        }
        expect(sumDecimals(report.days.map((day) => day.estimateUsd))).toBe(report.total.estimateUsd);
        expect(sumDecimals(report.days.map((day) => day.quantity))).toBe(report.total.quantity);
        expect(report.total.unknownCount).toBe(
          items.filter(({ usedBytes, usdPerGibMonth }) => usedBytes === null || usdPerGibMonth === null).length,
        );
      }),
      { numRuns: 400 },
    );
  });

  it("is for each snapshot the hours it was there, counted one by one, times the rule", () => {
    fc.assert(
      fc.property(anyEstate, ({ items, nowHour }) => {
        const report = estimateCosts(items, MONTH, monthStartMs(MONTH) + nowHour * HOUR_MS);
        items.forEach((given, i) => {
          const isThere = (hour: number) => {
            const start = monthStartMs(MONTH) + hour * HOUR_MS;
            return Date.parse(given.createdAt) < start + HOUR_MS && (given.deletedAt === undefined || Date.parse(given.deletedAt) > start);
          };
          const hours = Array.from({ length: hoursInMonth(MONTH) }, (_, hour) => hour).filter(isThere);
          const toDate = hours.filter((hour) => hour < nowHour).length;
          const cost = report.snapshots[i];
          expect(cost?.hoursToDate).toBe(toDate);
          if (!cost?.amounts) return;
          // Divided last: a third of an hour's share has no end, and the whole month of it would not be whole.
          const gib = new ExactDecimal(given.usedBytes ?? 0).div(GIB_BYTES);
          const price = given.usdPerGibMonth ?? 0;
          const shareOf = (amount: ExactDecimal) => amount.div(hoursInMonth(MONTH)).toDecimalPlaces(18).toString();
          expect(cost.amounts.quantity).toBe(shareOf(gib.times(toDate)));
          expect(cost.amounts.estimateUsd).toBe(shareOf(gib.times(price).times(toDate)));
          expect(cost.amounts.forecastUsd).toBe(shareOf(gib.times(price).times(hours.length)));
        });
      }),
      { numRuns: 200 },
    );
  });

  it("gives GiB × price for a closed month, whatever its length", () => {
    for (const month of ["2026-01", "2026-02", "2024-02"]) {
      const { total, days, hoursElapsed } = estimateCosts([item({ createdAt: "2020-01-01T00:00:00Z" })], month, AFTER);
      expect(total).toMatchObject({ quantity: "10", estimateUsd: "0.5", forecastUsd: "0.5" });
      expect(days).toHaveLength(hoursElapsed / 24);
    }
  });

  it("counts an open month to the last whole hour and forecasts its end", () => {
    const report = estimateCosts([item()], MONTH, Date.parse("2026-01-16T12:59:59Z"));
    expect(report.hoursElapsed).toBe(372);
    expect(report.days).toHaveLength(16);
    expect(report.total).toMatchObject({ quantity: "5", estimateUsd: "0.25", forecastUsd: "0.5" });
    expect(report.snapshots[0]?.dailyQuantity).toBe("0.322580645161290323");
    expect(daysPresent(report.snapshots[0]?.hoursToDate ?? 0)).toBe("15.5");
  });

  it("has nothing to say of a month that has not begun", () => {
    expect(estimateCosts([item()], "2026-05", AFTER)).toMatchObject({
      hoursElapsed: 0,
      days: [],
      total: { estimateUsd: "0", forecastUsd: "0.5" },
    });
    expect(estimateCosts([], MONTH, AFTER).total).toMatchObject({ snapshotCount: 0, estimateUsd: "0" });
  });

  it("never takes unknown for free: no size or no price gives no amount and is counted", () => {
    const { snapshots, total } = estimateCosts([item({ usedBytes: null }), item({ usdPerGibMonth: null }), item()], MONTH, AFTER);
    expect(snapshots.map(({ amounts }) => amounts === null)).toEqual([true, true, false]);
    expect(total).toMatchObject({ snapshotCount: 3, unknownCount: 2, estimateUsd: "0.5" });
  });

  it("groups by any key with exact sums", () => {
    const { snapshots } = estimateCosts(
      [item({ snapshotId: "a" }), item({ snapshotId: "b" }), item({ snapshotId: "c", usdPerGibMonth: "0.1" })],
      MONTH,
      AFTER,
    );
    expect(groupCosts(snapshots, ({ usdPerGibMonth }) => usdPerGibMonth ?? "").map(({ key, estimateUsd }) => [key, estimateUsd])).toEqual([
      ["0.05", "1"],
      ["0.1", "1"],
    ]);
  });
});
