import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { StoredPiece } from "#lib/domain/sizes/stored-span.ts";
import { HOUR_MS, hoursInMonth, monthEndMs, monthStartMs } from "./billing-month.ts";
import { type CostInput, daysPresent, estimateCosts, groupCosts, isUncounted } from "./cost-estimate.ts";
import { ExactDecimal, sumDecimals } from "./exact-decimal.ts";

const MONTH = "2026-01";
const AFTER = Date.parse("2026-03-01T00:00:00Z");
const [START, END] = [monthStartMs(MONTH), monthEndMs(MONTH)];
const whole = (bytes: number | null): StoredPiece[] => [{ fromMs: START, toMs: END, bytes }];
const item = (given: Partial<CostInput> = {}): CostInput => ({
  snapshotId: "s",
  chainKey: "c",
  pieces: whole(10 * GIB_BYTES),
  usdPerGibMonth: "0.05",
  ...given,
});

/** Sizes one after the other, each for some hours and a bit, from some hour of the month on. */
const anyItem = fc
  .record({
    chain: fc.nat(3),
    fromHour: fc.integer({ min: 0, max: 743 }),
    runs: fc.array(fc.tuple(fc.nat(400), fc.option(fc.nat(2 ** 36), { nil: null })), { maxLength: 5 }),
    assumedHours: fc.option(fc.tuple(fc.integer({ min: -10, max: 800 }), fc.nat(300)), { nil: undefined }),
    price: fc.option(fc.constantFrom("0.05", "0.053", "0.132", "0.0625"), { nil: null }),
  })
  .map(({ chain, fromHour, runs, assumedHours, price }): CostInput => {
    const pieces: StoredPiece[] = [];
    let atMs = START + fromHour * HOUR_MS + 1_234_567;
    for (const [hours, pages] of runs) {
      const toMs = Math.min(END, atMs + hours * HOUR_MS + 777_777);
      if (atMs < toMs) pieces.push({ fromMs: atMs, toMs, bytes: pages === null ? null : pages * 512 });
      atMs = toMs;
    }
    const [first, count] = assumedHours ?? [0, 0];
    const assumed = [{ fromMs: START + first * HOUR_MS + 99, toMs: START + (first + count) * HOUR_MS + 999 }];
    return { snapshotId: `s${fromHour}`, chainKey: `c${chain}`, pieces, assumed, usdPerGibMonth: price };
  });
const anyEstate = fc.record({ items: fc.array(anyItem, { maxLength: 12 }), nowHour: fc.integer({ min: -100, max: 900 }) });

describe("estimateCosts", () => {
  it("adds up to the last digit: days, snapshots and chains make the same total", () => {
    fc.assert(
      fc.property(anyEstate, ({ items, nowHour }) => {
        const report = estimateCosts(items, MONTH, monthStartMs(MONTH) + nowHour * HOUR_MS);
        const known = report.snapshots.flatMap(({ amounts }) => (amounts ? [amounts] : []));
        for (const field of ["quantity", "estimateUsd", "assumedUsd", "forecastUsd"] as const) {
          expect(sumDecimals(known.map((amounts) => amounts[field]))).toBe(report.total[field]);
          expect(sumDecimals(report.chains.map((chain) => chain[field]))).toBe(report.total[field]);
        }
        expect(sumDecimals(report.days.map((day) => day.estimateUsd))).toBe(report.total.estimateUsd);
        expect(sumDecimals(report.days.map((day) => day.quantity))).toBe(report.total.quantity);
        expect(report.total.unknownCount).toBe(report.snapshots.filter(({ amounts }) => amounts === null).length);
      }),
      { numRuns: 400 },
    );
  });

  it("is for each snapshot what it stored when each hour ended, counted hour by hour, times the rule", () => {
    fc.assert(
      fc.property(anyEstate, ({ items, nowHour }) => {
        const report = estimateCosts(items, MONTH, START + nowHour * HOUR_MS);
        const stored: number[] = report.days.map(() => 0);
        items.forEach((given, i) => {
          const cost = report.snapshots[i];
          const hours = Array.from({ length: hoursInMonth(MONTH) }, (_, hour) => heldAtEnd(given, hour));
          const toDate = hours.slice(0, Math.max(0, nowHour));
          expect(cost?.hoursToDate).toBe(toDate.filter((bytes) => bytes !== undefined).length);
          expect(cost?.unknownHours).toBe(toDate.filter((bytes) => bytes === null).length);
          report.days.forEach((_, day) => {
            stored[day] = (stored[day] ?? 0) + (toDate.slice(day * 24, (day + 1) * 24).at(-1) ?? 0);
          });
          if (!cost?.amounts) {
            expect(given.usdPerGibMonth === null || hours.every((bytes) => bytes == null)).toBe(true);
            return;
          }
          // Divided last: a third of an hour's share has no end, and the whole month of it would not be whole.
          const sum = (some: readonly (number | null | undefined)[]) =>
            some.reduce((total: ExactDecimal, bytes) => total.plus(bytes ?? 0), new ExactDecimal(0)).div(GIB_BYTES);
          const price = given.usdPerGibMonth ?? 0;
          const shareOf = (amount: ExactDecimal) => amount.div(hoursInMonth(MONTH)).toDecimalPlaces(18).toString();
          const isAssumed = (_: unknown, hour: number) => {
            const endMs = START + (hour + 1) * HOUR_MS;
            return (given.assumed ?? []).some(({ fromMs, toMs }) => fromMs < endMs && endMs <= toMs);
          };
          expect(cost.amounts).toEqual({
            quantity: shareOf(sum(toDate)),
            estimateUsd: shareOf(sum(toDate).times(price)),
            assumedUsd: shareOf(sum(toDate.filter(isAssumed)).times(price)),
            forecastUsd: shareOf(sum(hours).times(price)),
          });
        });
        expect(report.days.map(({ storedBytes }) => storedBytes)).toEqual(stored);
      }),
      { numRuns: 200 },
    );

    function heldAtEnd({ pieces }: CostInput, hour: number): number | null | undefined {
      const endMs = START + (hour + 1) * HOUR_MS;
      return pieces.find(({ fromMs, toMs }) => fromMs < endMs && endMs <= toMs)?.bytes;
    }
  });

  it("gives GiB × price for a closed month, whatever its length", () => {
    for (const month of ["2026-01", "2026-02", "2024-02"]) {
      const { total, days, hoursElapsed } = estimateCosts(
        [item({ pieces: [{ fromMs: 0, toMs: AFTER, bytes: 10 * GIB_BYTES }] })],
        month,
        AFTER,
      );
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
    const may = [{ fromMs: monthStartMs("2026-05"), toMs: monthEndMs("2026-05"), bytes: 10 * GIB_BYTES }];
    expect(estimateCosts([item({ pieces: may })], "2026-05", AFTER)).toMatchObject({
      hoursElapsed: 0,
      days: [],
      total: { estimateUsd: "0", forecastUsd: "0.5" },
    });
    expect(estimateCosts([], MONTH, AFTER).total).toMatchObject({ snapshotCount: 0, estimateUsd: "0" });
  });

  it("never takes unknown for free: no size or no price gives no amount and is counted", () => {
    const { snapshots, total } = estimateCosts([item({ pieces: whole(null) }), item({ usdPerGibMonth: null }), item()], MONTH, AFTER);
    expect(snapshots.map(({ amounts }) => amounts === null)).toEqual([true, true, false]);
    expect(total).toMatchObject({ snapshotCount: 3, unknownCount: 2, estimateUsd: "0.5" });
  });

  it("tells in which days hours are in no amount, and at whose end nothing is known of what is stored", () => {
    const pieces = [
      { fromMs: START, toMs: START + 20 * HOUR_MS, bytes: null },
      { fromMs: START + 20 * HOUR_MS, toMs: END, bytes: GIB_BYTES },
    ];
    const { days, snapshots } = estimateCosts([item({ pieces }), item({ usdPerGibMonth: null })], MONTH, START + 30 * HOUR_MS);
    expect(days.map(({ uncounted, unsized, storedBytes }) => [uncounted, unsized, storedBytes / GIB_BYTES])).toEqual([
      [2, 0, 11],
      [1, 0, 11],
    ]);
    expect(snapshots.map(isUncounted)).toEqual([true, true]);
    const early = estimateCosts([item({ pieces })], MONTH, START + 10 * HOUR_MS);
    expect(early.days).toMatchObject([{ uncounted: 1, unsized: 1, storedBytes: 0 }]);
    // Made in the hour that runs: none of its hours is missing yet.
    expect(estimateCosts([item({ pieces })], MONTH, START).snapshots.map(isUncounted)).toEqual([false]);
  });

  it("counts what one delete moves into the next snapshot once: the hour of it is the next one's", () => {
    const atMs = START + 99.5 * HOUR_MS;
    const gone = item({ pieces: [{ fromMs: START, toMs: atMs, bytes: GIB_BYTES }] });
    const heir = item({
      pieces: [
        { fromMs: START, toMs: atMs, bytes: 2 * GIB_BYTES },
        { fromMs: atMs, toMs: END, bytes: 3 * GIB_BYTES },
      ],
    });
    const { snapshots, total } = estimateCosts([gone, heir], MONTH, AFTER);
    expect(total).toMatchObject({ quantity: "3", estimateUsd: "0.15" });
    expect(snapshots.map(({ parts }) => parts.map(({ fromHour, toHour }) => [fromHour, toHour]))).toEqual([
      [[0, 99]],
      [
        [0, 99],
        [99, 744],
      ],
    ]);
  });

  it("tells what is stored in the hour that runs, which is in the forecast and not yet in the estimate", () => {
    const atMs = START + 100.2 * HOUR_MS;
    const pieces = [
      { fromMs: START, toMs: atMs, bytes: GIB_BYTES },
      { fromMs: atMs, toMs: END, bytes: 2 * GIB_BYTES },
    ];
    const [grown] = estimateCosts([item({ pieces })], MONTH, START + 100.5 * HOUR_MS).snapshots;
    expect(grown).toMatchObject({ usedBytes: 2 * GIB_BYTES, hoursToDate: 100, parts: [{ toHour: 100, bytes: GIB_BYTES }] });
    const left = new ExactDecimal(2).times(644).plus(100).times("0.05").div(744).toDecimalPlaces(18);
    expect(grown?.amounts?.forecastUsd).toBe(left.toString());
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
