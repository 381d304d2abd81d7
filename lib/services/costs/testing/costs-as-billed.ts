// Test aid: the costs of each closed month in a stretch of time are what Azure billed for it, snapshot by snapshot.
import { expect } from "vitest";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { monthOf } from "#lib/domain/costs/billing-month.ts";
import { type GetCostsDeps, getCosts } from "#lib/services/costs/get-costs.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

/** times: in milliseconds, ascending; the months of the first and the last are not closed. */
export async function expectCostsAsBilled(deps: GetCostsDeps, times: readonly number[], context: CallContext): Promise<void> {
  const months = [...new Set(times.map(monthOf))].slice(1, -1);
  expect(months.length).toBeGreaterThan(0);
  for (const month of months) {
    const report = await getCosts(deps, costQuery.parse({ month }) as CostQuery, context);
    expect(report).toMatchObject({ unmeasured: 0, unknownHours: 0, totals: { unseenCount: 0 } });
    // It is read every third day, at the time of the change: between that and the reading before nobody looked.
    expect(Number(report.totals.assumedUsd)).toBeGreaterThan(0);
    expect(report.totals.goneCount).toBeGreaterThan(0);
    // Azure rounds each hour at six decimals: half of the last one, every hour.
    const tolerance = report.daysInMonth * 24 * 5e-7;
    for (const row of report.rows) expect(Math.abs(Number(row.quantity) - Number(row.billedQuantity ?? 0))).toBeLessThan(tolerance);
    expect(report.rows.filter(({ goneAt }) => goneAt !== undefined).length).toBe(report.totals.goneCount);
  }
}
