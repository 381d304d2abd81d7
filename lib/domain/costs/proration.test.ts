import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysInMonth, HOUR_MS, hoursInMonth } from "./billing-month.ts";
import { ExactDecimal } from "./exact-decimal.ts";
import { costOf, hoursByDay, impliedUsedGib, monthQuantity, prorateDay, prorateHours, quantityTolerance } from "./proration.ts";

const VECTORS = new URL("../../../../shared/data/usage-reports/proration-vectors.json", import.meta.url);
const utc = (text: string) => Date.parse(`${text}Z`);

interface Vector {
  usedGiB: string;
  month: string;
  days: number;
  hours: number;
  pricePerGiBMonth: string;
  dailyQtyFraction: string;
  dailyQty_18dp: string;
  dailyQty_4dp: string;
  dailyCost_18dp: string;
  monthCostExact: string;
  dailyQtyHourly6: string;
  monthQtyHourly6: string;
  monthCostHourly6: string;
  sumOfDays4dp: string;
  impliedGiBFrom4dp: string;
}

describe("the calendar", () => {
  it("knows leap years and the real hours of each month", () => {
    expect(["2024-02", "2026-02", "2026-04", "2026-12", "2000-02", "2100-02"].map(daysInMonth)).toEqual([29, 28, 30, 31, 29, 28]);
    expect([hoursInMonth("2024-02"), hoursInMonth("2026-01")]).toEqual([696, 744]);
    expect(() => daysInMonth("2026-13")).toThrow("not a month");
  });
});

describe.skipIf(!existsSync(VECTORS))("the vectors computed apart from this code (skipped where ../shared is absent)", () => {
  const vectors: Vector[] = existsSync(VECTORS) ? JSON.parse(readFileSync(VECTORS, "utf8")) : [];

  it.each(vectors.map((vector) => [`${vector.usedGiB} GiB in ${vector.month}`, vector] as const))(
    "%s are reproduced to the last digit",
    (_, vector) => {
      const { usedGiB: usedGib, month, pricePerGiBMonth: price } = vector;
      const day = prorateDay({ usedGib, month });
      const [numerator = "0", denominator = "1"] = vector.dailyQtyFraction.split("/");
      expect([daysInMonth(month), hoursInMonth(month)]).toEqual([vector.days, vector.hours]);
      expect(day.exact.eq(new ExactDecimal(numerator).div(denominator))).toBe(true);
      expect(day.exact.toFixed(18)).toBe(vector.dailyQty_18dp);
      expect(day.exact.toFixed(4)).toBe(vector.dailyQty_4dp);
      expect(costOf(day.exact, price).toFixed(18)).toBe(vector.dailyCost_18dp);
      expect(day.metered.eq(vector.dailyQtyHourly6)).toBe(true);
      const whole = prorateHours(usedGib, month, vector.hours);
      expect(costOf(whole.exact, price).toString()).toBe(vector.monthCostExact);
      expect(whole.metered.eq(vector.monthQtyHourly6)).toBe(true);
      expect(costOf(whole.metered, price).eq(vector.monthCostHourly6)).toBe(true);
      expect(new ExactDecimal(day.exact.toFixed(4)).times(vector.days).eq(vector.sumOfDays4dp)).toBe(true);
      expect(impliedUsedGib(vector.dailyQty_4dp, month).gib.eq(vector.impliedGiBFrom4dp)).toBe(true);
    },
  );
});

describe("proration", () => {
  it("gives 0.3226 a day for 10 GiB in a 31-day month, and 0.322584 by the hourly meter", () => {
    const { exact, metered } = prorateDay({ usedGib: 10, month: "2026-01" });
    expect([exact.toFixed(4), metered.toString()]).toEqual(["0.3226", "0.322584"]);
  });

  it("reproduces a figure of a real bill: 10.3275 GiB in January cost $0.5163732", () => {
    expect(costOf(prorateHours("10.3275", "2026-01", 744).metered, "0.05").toString()).toBe("0.5163732");
  });

  it("bills a part of a month by its hours", () => {
    const [partial] = monthQuantity([{ fromMs: utc("2026-01-10T14:00"), toMs: utc("2026-02-01T00:00"), usedGib: 10 }]);
    expect([partial?.hours, partial?.exact.toFixed(12), partial?.metered.toString()]).toEqual([514, "6.908602150538", "6.908674"]);
    expect(costOf(partial?.exact ?? 0, "0.05").toFixed(12)).toBe("0.345430107527");
    const sixHours = prorateDay({ usedGib: 10, month: "2026-01", hoursPresent: 6 });
    expect([sixHours.exact.toFixed(12), sixHours.metered.toString()]).toEqual(["0.080645161290", "0.080646"]);
    expect(costOf(sixHours.exact, "0.05").toFixed(12)).toBe("0.004032258065");
  });

  it("splits an interval at the month, each part with its own hours", () => {
    const months = monthQuantity([{ fromMs: utc("2026-01-27T00:00"), toMs: utc("2026-02-04T00:00"), usedGib: 10 }]);
    expect(months.map(({ month, exact }) => [month, exact.toFixed(12)])).toEqual([
      ["2026-01", "1.612903225806"],
      ["2026-02", "1.071428571429"],
    ]);
    const total = months.reduce((sum, { exact }) => sum.plus(exact), new ExactDecimal(0));
    expect([total.toFixed(12), costOf(total, "0.05").toFixed(12)]).toEqual(["2.684331797235", "0.134216589862"]);
  });

  it("shows what deleting the base of a chain saves: nothing when the deltas are disjoint", () => {
    const base = { fromMs: utc("2026-01-01T00:00"), toMs: utc("2026-01-16T00:00"), usedGib: 100 };
    const delta = { ...base, usedGib: 20 };
    const after = (usedGib: number) => ({ fromMs: utc("2026-01-16T00:00"), toMs: utc("2026-02-01T00:00"), usedGib });
    const total = (usedGib: number) => monthQuantity([base, delta, after(usedGib)])[0]?.exact.toFixed(12);
    expect(total(120)).toBe("120.000000000000");
    expect(total(100)).toBe("109.677419354839");
    expect(costOf(total(100) ?? 0, "0.05").toFixed(10)).toBe("5.4838709677");
  });

  it("counts every UTC hour that is touched, and none for an empty interval", () => {
    expect(hoursByDay({ fromMs: utc("2026-01-31T22:59:59"), toMs: utc("2026-02-01T01:00:01") })).toEqual([
      { date: "2026-01-31", month: "2026-01", hours: 2 },
      { date: "2026-02-01", month: "2026-02", hours: 2 },
    ]);
    expect(hoursByDay({ fromMs: 5, toMs: 5 })).toEqual([]);
    expect(monthQuantity([{ fromMs: 9, toMs: 5, usedGib: 1 }])).toEqual([]);
  });

  it("loses deltas below 381 KiB in the meter, but not in the exact figure", () => {
    const { exact, metered } = prorateDay({ usedGib: "0.0003", month: "2026-01" });
    expect(metered.isZero()).toBe(true);
    expect(exact.gt(0)).toBe(true);
  });

  it("adds up: the days of an interval make its months, in both models", () => {
    const interval = fc.record({
      fromHour: fc.nat(2000),
      halfHours: fc.integer({ min: 1, max: 3000 }),
      offsetMs: fc.nat(HOUR_MS - 1),
      usedGib: fc.integer({ min: 0, max: 2 ** 40 }).map((n) => new ExactDecimal(n).div(2 ** 21)),
    });
    fc.assert(
      fc.property(interval, ({ fromHour, halfHours, offsetMs, usedGib }) => {
        const fromMs = utc("2026-01-01T00:00") + fromHour * HOUR_MS + offsetMs;
        const toMs = fromMs + (halfHours * HOUR_MS) / 2;
        const days = hoursByDay({ fromMs, toMs });
        const naiveHours = new Set<number>();
        for (let at = fromMs; at < toMs; at += HOUR_MS / 4) naiveHours.add(Math.floor(at / HOUR_MS));
        naiveHours.add(Math.floor((toMs - 1) / HOUR_MS));
        expect(days.reduce((sum, { hours }) => sum + hours, 0)).toBe(naiveHours.size);
        for (const { month, hours, exact, metered } of monthQuantity([{ fromMs, toMs, usedGib }])) {
          const own = days.filter((day) => day.month === month);
          expect(own.reduce((sum, day) => sum + day.hours, 0)).toBe(hours);
          const parts = own.map((day) => prorateDay({ usedGib, month, hoursPresent: day.hours }));
          expect(parts.reduce((sum, part) => sum.plus(part.metered), new ExactDecimal(0)).eq(metered)).toBe(true);
          expect(
            parts
              .reduce((sum, part) => sum.plus(part.exact), new ExactDecimal(0))
              .minus(exact)
              .abs()
              .lt("1e-45"),
          ).toBe(true);
          expect(exact.minus(metered).abs().lte(quantityTolerance({ hours }))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("going back from the bill", () => {
  it("gives the size with its tolerance: the report's rounding or the meter's", () => {
    expect(impliedUsedGib("0.3226", "2026-01", "daily")).toMatchObject({
      gib: new ExactDecimal("10.0006"),
      toleranceGib: new ExactDecimal("0.00155"),
    });
    expect(impliedUsedGib("0.322584", "2026-01")).toMatchObject({
      gib: new ExactDecimal("10.000104"),
      toleranceGib: new ExactDecimal("0.000372"),
    });
    expect(impliedUsedGib("0.3226", "2026-01").toleranceGib.toString()).toBe("0.001922");
  });

  it("always holds the true size within the tolerance", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.constantFrom("2026-01", "2026-02", "2024-02", "2026-04"),
        fc.constantFrom(2, 4, 6, 9),
        (pages, month, decimals) => {
          const usedGib = new ExactDecimal(pages).div(2 ** 21);
          const { gib, toleranceGib } = impliedUsedGib(prorateDay({ usedGib, month }).metered.toFixed(decimals), month);
          expect(gib.minus(usedGib).abs().lte(toleranceGib)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("quantityTolerance", () => {
  it("is half a meter quantum an hour: 0.000012 a day, 0.000372 a month of 31 days", () => {
    expect(quantityTolerance({ hours: 24 }).toString()).toBe("0.000012");
    expect(quantityTolerance({ hours: 744 }).toString()).toBe("0.000372");
  });

  it("adds the report's rounding a row and an hour for each ragged end", () => {
    expect(quantityTolerance({ hours: 744, rows: 31, reportDecimals: 4 }).toString()).toBe("0.001922");
    expect(quantityTolerance({ hours: 24, partialEnds: 2, usedGib: 10, month: "2026-01" }).toString()).toBe("0.026894");
  });
});
