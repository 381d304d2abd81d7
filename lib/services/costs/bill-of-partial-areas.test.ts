// What is on the bill and was never seen: deleted where all snapshots are told apart, and otherwise perhaps the one that was not.
import { describe, expect, it } from "vitest";
import { areasOf, asked, createEstateLab, subscriptionId } from "#lib/adapters/database/testing/estate/estate-lab.ts";
import { estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { createMemoryArtifacts, createMemoryLedger } from "#lib/adapters/testing/local-estate.ts";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { sampleChain } from "#lib/domain/testing/inventory-sample.ts";
import type { Inventory } from "#lib/services/ports/inventory.ts";
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

describe("a subscription of which Azure did not answer everything", () => {
  const failed = { subscriptionId, displayName: "One", state: "failed" as const, message: "disks: no answer" };
  const rounding = { resourceId: null, meterName: "m", sort: "storage" as const, date: "2026-11-20", quantity: "0", usd: "0.01" };
  const [snapshot] = sampleChain(1);
  if (!snapshot) throw new Error("one snapshot");
  const billedRow = { ...rounding, resourceId: resourceKey(snapshot.id), usd: "0.25" };

  async function costsOf(given: Partial<Inventory>) {
    const lab = createEstateLab(estateDatabase());
    await lab.read(owner, { subscriptions: [failed], ...given });
    const deps = {
      view: lab.reader,
      estate: lab.estate,
      clock: { nowMs: () => Date.parse("2026-11-22T13:00:00Z") },
      artifacts: createMemoryArtifacts(),
      ledger: createMemoryLedger(),
      prices: { read: async () => [] },
      billed: { readMonth: async () => [billedRow, rounding] },
    };
    return getCosts(deps, costQuery.parse({ groupBy: "snapshot" }) as CostQuery, owner);
  }

  it("is not left out where its snapshots were read, if only in part", async () => {
    const partly = areasOf().flatMap((area) => (area.list === "snapshots" ? [{ ...area, isPartial: true as const }] : []));
    const { totals, billing } = await costsOf({ areas: partly, snapshots: [snapshot] });
    expect(totals).toMatchObject({ billedUsd: "0.26", unattributedUsd: "0.01" });
    expect(billing.message).toBeUndefined();
  });

  it("is left out whole where they were not: what its bill attributes to none is in no total either", async () => {
    const { totals, days, rows, billing } = await costsOf({ areas: [] });
    expect(totals).toMatchObject({ billedUsd: null, unattributedUsd: null });
    expect([rows, days.filter(({ billedUsd }) => billedUsd !== null)]).toEqual([[], []]);
    expect(billing).toMatchObject({ message: "One is left out: its snapshots have not been read." });
  });
});
