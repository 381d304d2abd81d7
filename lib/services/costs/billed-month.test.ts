import { expect, test } from "vitest";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { BilledRow } from "#lib/services/ports/billing.ts";
import { readBilledMonth } from "./billed-month.ts";

const context = { requestId: "r", principal: testPrincipal };

function rowsThrough(subscription: string, days: number): BilledRow[] {
  return Array.from({ length: days }, (_, i) => ({
    resourceId: `/subscriptions/${subscription}/snapshots/s`,
    meterName: "Snapshots LRS",
    sort: "storage",
    date: `2026-10-${String(i + 1).padStart(2, "0")}`,
    quantity: "1",
    usd: "0.05",
  }));
}

test("bills that end on different days are comparable only through the day that all of them have", async () => {
  const bills: Record<string, BilledRow[]> = { a: rowsThrough("a", 20), b: rowsThrough("b", 8), nothing: [] };
  const billed = { readMonth: async (subscriptionId: string) => bills[subscriptionId] ?? [] };
  const subscriptions = Object.keys(bills).map((subscriptionId) => ({ subscriptionId, displayName: subscriptionId }));
  expect(await readBilledMonth(billed, { subscriptions, month: "2026-10", includes: () => true }, context)).toMatchObject({
    through: "2026-10-20",
    throughAll: "2026-10-08",
  });
});
