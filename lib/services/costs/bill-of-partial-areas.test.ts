// What is on the bill and was never seen: deleted where all snapshots are told apart, and otherwise perhaps the one that was not.
import { expect, it } from "vitest";
import { areasOf, asked, createEstateLab, subscriptionId } from "#lib/adapters/database/testing/estate/estate-lab.ts";
import { estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { createMemoryArtifacts, createMemoryLedger } from "#lib/adapters/testing/local-estate.ts";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { getCosts } from "./get-costs.ts";

const resourceId = resourceKey(`/subscriptions/${subscriptionId}/resourceGroups/rg-a/providers/Microsoft.Compute/snapshots/unseen`);
const owner = asked("owner");

it.each([
  ["whole", areasOf(), 1],
  ["partial", areasOf().map((area) => ({ ...area, isPartial: true as const })), 0],
])("of a %s area", async (_how, areas, unseenCount) => {
  const lab = createEstateLab(estateDatabase());
  await lab.read(owner, { areas });
  const deps = {
    view: lab.reader,
    estate: lab.estate,
    ledger: createMemoryLedger(),
    clock: { nowMs: () => Date.parse("2026-11-22T13:00:00Z") },
    artifacts: createMemoryArtifacts(),
    prices: { read: async () => [] },
    billed: {
      readMonth: async () => [{ resourceId, meterName: "m", sort: "storage" as const, date: "2026-11-20", quantity: "0.5", usd: "0.25" }],
    },
  };
  const { totals } = await getCosts(deps, costQuery.parse({ groupBy: "snapshot" }) as CostQuery, owner);
  expect(totals).toMatchObject({ unseenCount });
});
