import { expect, test } from "vitest";
import type { SnapshotCost } from "#lib/domain/costs/cost-estimate.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { BilledRow } from "#lib/services/ports/billing.ts";
import type { CostSubject } from "#lib/services/ports/estate.ts";
import { readBilledMonth } from "./billed-month.ts";
import { compareMonth } from "./compare-month.ts";

const context = { requestId: "r", principal: testPrincipal };

const idIn = (subscription: string) => `/subscriptions/${subscription}/resourceGroups/g/providers/Microsoft.Compute/snapshots/s`;

/** Stored for so many hours of the month. */
function costOf(toHour: number): SnapshotCost {
  return {
    snapshotId: "s",
    chainKey: "c",
    usedBytes: 2 ** 30,
    usdPerGibMonth: "0.05",
    dailyQuantity: null,
    parts: [{ fromHour: 0, toHour, bytes: 2 ** 30 }],
    hoursToDate: toHour,
    unknownHours: 0,
    assumed: [],
    amounts: null,
  };
}

function rowsThrough(subscription: string, days: number): BilledRow[] {
  return Array.from({ length: days }, (_, i) => ({
    resourceId: idIn(subscription).toLowerCase(),
    meterName: "Snapshots LRS",
    sort: "storage",
    date: `2026-10-${String(i + 1).padStart(2, "0")}`,
    quantity: "1",
    usd: "0.05",
  }));
}

test("bills that end on different days are comparable through the first of these days, but for those from which nothing more comes", async () => {
  const bills: Record<string, BilledRow[]> = { a: rowsThrough("a", 20), b: rowsThrough("b", 8), nothing: [] };
  const billed = { readMonth: async (subscriptionId: string) => bills[subscriptionId] ?? [] };
  const subscriptions = Object.keys(bills).map((subscriptionId) => ({ subscriptionId, displayName: subscriptionId }));
  const month = await readBilledMonth(billed, { subscriptions, month: "2026-10", includes: () => true }, context);
  expect(month).toMatchObject({ through: "2026-10-20", throughOf: new Map(Object.entries({ a: "2026-10-20", b: "2026-10-08" })) });
  const compared = (hoursOfB: number) => {
    const sides = [
      { id: idIn("a"), cost: costOf(31 * 24) },
      { id: idIn("b"), cost: costOf(hoursOfB) },
    ];
    const subjects = sides.map(({ id }) => ({ id }) as CostSubject);
    return compareMonth({
      subjects,
      costs: sides.map(({ cost }) => cost),
      billed: month,
      month: "2026-10",
      nowMs: Date.parse("2026-11-20"),
    });
  };
  expect(compared(31 * 24)?.total.through).toBe("2026-10-08");
  expect(compared(8 * 24)?.total.through).toBe("2026-10-20");
});
