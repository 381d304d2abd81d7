// Test aid: a report, and lines of it, of which a test says only what it is about.
import type { CostReport, CostRow } from "#lib/contract/costs.ts";
import { sumDecimals } from "#lib/domain/costs/exact-decimal.ts";

export function makeRow(given: Partial<CostRow> = {}): CostRow {
  return {
    key: "a",
    label: "a",
    snapshotCount: 1,
    usedGib: "10",
    goneCount: 0,
    unmeasured: 0,
    uncounted: 0,
    unknownHours: 0,
    dailyQuantity: "0.322580645161290323",
    daysPresent: "31",
    quantity: "10",
    usdPerGibMonth: "0.05",
    estimateUsd: "0.5",
    assumedUsd: "0",
    forecastUsd: "0.5",
    billedQuantity: null,
    billedUsd: null,
    otherBilledUsd: null,
    otherMeters: [],
    compared: null,
    ...given,
  };
}

/** October, over, with sums of these lines. */
export function makeReport(rows: CostRow[], given: Partial<CostReport> = {}): CostReport {
  const sum = (amounts: (string | null)[]) => sumDecimals(amounts.filter((one) => one !== null));
  const billed = rows.flatMap((row) => row.billedUsd ?? []);
  return {
    month: "2026-10",
    daysInMonth: 31,
    hoursElapsed: 744,
    currency: "USD",
    totals: {
      estimateUsd: sum(rows.map((row) => row.estimateUsd)),
      assumedUsd: sum(rows.map((row) => row.assumedUsd)),
      forecastUsd: sum(rows.map((row) => row.forecastUsd)),
      billedUsd: billed.length > 0 ? sumDecimals(billed) : null,
      otherBilledUsd: null,
      otherMeters: [],
      unattributedUsd: null,
      goneEstimateUsd: "0",
      goneBilledUsd: null,
      goneCount: 0,
      unseenBilledUsd: null,
      unseenCount: 0,
      quantity: sum(rows.map((row) => row.quantity)),
      usedGib: sum(rows.map((row) => (row.goneCount < row.snapshotCount ? row.usedGib : null))),
      uncounted: rows.reduce((count, row) => count + row.uncounted, 0),
      ifAllFullUsd: "3",
    },
    comparison: null,
    unmeasured: rows.reduce((count, row) => count + row.unmeasured, 0),
    measuring: { total: rows.reduce((count, row) => count + row.unmeasured, 0), now: 0, reasons: [] },
    unknownHours: 0,
    days: [day("2026-10-01"), day("2026-10-31")],
    rows,
    rowCount: rows.length,
    isPartial: false,
    prices: [],
    billing: { state: "ok", through: "2026-10-31" },
    asOf: "2026-11-10T00:00:00Z",
    sources: [],
    ...given,
  };
}

function day(date: string): CostReport["days"][number] {
  return { date, estimateUsd: "0", billedUsd: null, quantity: "0", storedGib: "0", uncounted: 0, unsized: 0 };
}
