import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { type ComparisonInput, compareWithBill } from "./bill-comparison.ts";
import { DAY_MS, dateOf, monthStartMs } from "./billing-month.ts";
import { estimateCosts } from "./cost-estimate.ts";
import { ExactDecimal, sumDecimals } from "./exact-decimal.ts";

const MONTH = "2026-01";
const start = monthStartMs(MONTH);
const day = (number: number) => dateOf(start + (number - 1) * DAY_MS);

/** A snapshot that stores so much all the month. */
function costOf(bytes: number | null, { nowDay = 20, usdPerGibMonth = "0.05" as string | null, fromDay = 1 } = {}) {
  const pieces = [{ fromMs: start + (fromDay - 1) * DAY_MS, toMs: start + 31 * DAY_MS, bytes }];
  return estimateCosts([{ snapshotId: "s", chainKey: "c", pieces, usdPerGibMonth }], MONTH, start + nowDay * DAY_MS).snapshots;
}

/** As the hourly meter bills 10 GiB: 24 times 0.013441 a day. */
const billOf10Gib = (days: number) => new Map(Array.from({ length: days }, (_, i) => [day(i + 1), "0.0161292"]));

function compare(given: Partial<ComparisonInput>) {
  return compareWithBill({
    month: MONTH,
    nowMs: start + 20 * DAY_MS,
    billedThrough: day(20),
    costs: new Map([["a", costOf(10 * GIB_BYTES)]]),
    usdByResourceDate: new Map([["a", billOf10Gib(20)]]),
    isSilent: () => false,
    unattributedUsd: () => null,
    ...given,
  });
}

describe("estimate and bill side by side", () => {
  it("count the same days of the same snapshots: those whose rows cannot come any more", () => {
    const total = compare({})?.total;
    expect(total).toMatchObject({ through: day(17), snapshots: 1, billedUsd: "0.2741964", notCompared: [] });
    // 10 GiB × 17 / 31 days × $0.05.
    expect(Number(total?.estimateUsd)).toBeCloseTo(0.27419354838, 10);
    expect(Math.abs(Number(total?.differenceUsd))).toBeLessThan(Number(total?.toleranceUsd));
    expect(compare({ billedThrough: day(12) })?.total.through).toBe(day(12));
    expect(compare({ nowMs: start + 60 * DAY_MS, billedThrough: day(31) })?.total.through).toBe(day(31));
  });

  it("say how much of the estimate nobody looked at", () => {
    const pieces = [{ fromMs: start, toMs: start + 31 * DAY_MS, bytes: 31 * GIB_BYTES }];
    const assumed = [
      { fromMs: start, toMs: start + 4 * DAY_MS },
      { fromMs: start + 16 * DAY_MS, toMs: start + 19 * DAY_MS },
    ];
    const { snapshots } = estimateCosts(
      [{ snapshotId: "s", chainKey: "c", pieces, assumed, usdPerGibMonth: "0.05" }],
      MONTH,
      start + 20 * DAY_MS,
    );
    // Four days and the one that is compared of the other three, at five cents a day.
    expect(compare({ costs: new Map([["a", snapshots]]) })?.total.assumedUsd).toBe("0.25");
    expect(compare({})?.total.assumedUsd).toBe("0");
  });

  it("are none while no day is settled", () => {
    expect(compare({ nowMs: start + 3 * DAY_MS, billedThrough: day(3) })).toBeUndefined();
    expect(compare({ billedThrough: undefined })).toBeUndefined();
    expect(compare({ nowMs: start + 4 * DAY_MS, billedThrough: day(4) })?.total.through).toBe(day(1));
  });

  it("leave out what has no counterpart, and say why and how much", () => {
    const costs = new Map([
      ["a", costOf(10 * GIB_BYTES)],
      ["unmeasured", costOf(null)],
      ["unpriced", costOf(GIB_BYTES, { usdPerGibMonth: null })],
      ["unbilled", costOf(31 * GIB_BYTES)],
      ["silent", costOf(31 * GIB_BYTES)],
      ["new", costOf(GIB_BYTES, { fromDay: 19 })],
    ]);
    const usdByResourceDate = new Map([
      ["a", billOf10Gib(20)],
      ["unmeasured", new Map([[day(2), "0.5"]])],
      [
        "gone",
        new Map([
          [day(2), "0.25"],
          [day(19), "4"],
        ]),
      ],
    ]);
    const both = compare({ costs, usdByResourceDate, isSilent: (id) => id === "silent", unattributedUsd: () => "-0.01" });
    expect(both?.total).toMatchObject({ snapshots: 1, billedUsd: "0.2741964" });
    expect(both?.total.notCompared).toEqual([
      { reason: "unknown-size", count: 1, estimateUsd: "0", billedUsd: "0.5" },
      { reason: "no-price", count: 1, estimateUsd: null, billedUsd: null },
      { reason: "no-row", count: 1, estimateUsd: "0.85", billedUsd: null },
      { reason: "not-answered", count: 1, estimateUsd: "0.85", billedUsd: null },
      { reason: "unseen", count: 1, estimateUsd: null, billedUsd: "0.25" },
      { reason: "unattributed", count: 1, estimateUsd: null, billedUsd: "-0.01" },
    ]);
    expect([...(both?.byResource.keys() ?? [])]).toEqual(["a"]);
  });

  it("agree where the bill has no row because the meter rounds so little to nothing", () => {
    const both = compare({ costs: new Map([["a", costOf(300 * 1024)]]), usdByResourceDate: new Map() });
    expect(both?.total).toMatchObject({ snapshots: 1, billedUsd: "0", notCompared: [] });
  });

  it("lose nothing: what is compared and what is not make up the bill of these days", () => {
    const rows = fc.array(
      fc.record({ id: fc.constantFrom("a", "b", "gone"), at: fc.integer({ min: 1, max: 20 }), cents: fc.integer({ min: -9, max: 99 }) }),
    );
    fc.assert(
      fc.property(rows, (sent) => {
        const usdByResourceDate = new Map<string, Map<string, string>>();
        for (const { id, at, cents } of sent) {
          const byDate = usdByResourceDate.get(id) ?? new Map<string, string>();
          usdByResourceDate.set(id, byDate.set(day(at), sumDecimals([byDate.get(day(at)) ?? "0", String(cents / 100)])));
        }
        const costs = new Map([
          ["a", costOf(GIB_BYTES)],
          ["b", costOf(null)],
        ]);
        const total = compare({ costs, usdByResourceDate })?.total;
        const told = [total?.billedUsd ?? "0", ...(total?.notCompared.flatMap(({ billedUsd }) => billedUsd ?? []) ?? [])];
        const billed = sent.filter(({ at }) => at <= 17).map(({ cents }) => new ExactDecimal(cents).div(100).toString());
        expect(sumDecimals(told)).toBe(sumDecimals(billed));
      }),
    );
  });
});
