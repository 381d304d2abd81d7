// Disks that lie where nobody looked: they are not visible, which is not the same as gone.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAzureInventory } from "#lib/adapters/azure/inventory.ts";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices } from "#lib/adapters/testing/local-services.ts";
import { changed, type RewritingAzure, startRewritingAzure } from "#lib/adapters/testing/rewriting-azure.ts";
import { type CostQuery, costQuery } from "#lib/contract/costs.ts";
import { getCosts } from "#lib/services/costs/get-costs.ts";
import { getOverview } from "#lib/services/overview/get-overview.ts";

const HOUR_MS = 3_600_000;
const secondSubscription = "00000000-0000-4000-8000-00000000000b";
let estate: LocalEstate;
let azure: RewritingAzure;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { world, group, subscriptionId } = estate.azure;
  const disk = makeDisk(estate.azure, "db01");
  fill(estate.azure, disk, 0, 2 ** 20);
  const nowMs = estate.clock.nowMs();
  for (const n of [1, 2]) takeSnapshot(estate.azure, disk, `db01-${n}`, nowMs - (10 - n) * HOUR_MS);
  world.addSubscription({ subscriptionId: secondSubscription, displayName: "Second" });
  const other = world.addGroup({ subscriptionId: secondSubscription, name: group.name, location: "westeurope" });
  azure = await startRewritingAzure(estate);
  // The snapshots are of a disk of the second subscription.
  azure.answerWith(({ path }, answer) =>
    path.includes("/snapshots?") && answer.status === 200
      ? changed(answer, (body: object) =>
          JSON.parse(
            JSON.stringify(body).replaceAll(
              `${subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Compute/disks/`,
              `${secondSubscription}/resourceGroups/${other.name}/providers/Microsoft.Compute/disks/`,
            ),
          ),
        )
      : undefined,
  );
});
afterAll(async () => {
  await azure.stop();
  await estate.stop();
});

async function shownTo(subscriptions: string[]) {
  const connection = { ...azure.connection, subscriptions };
  const services = createServices(estate, createAzureInventory({ connection, clock: estate.clock }));
  await services.view.refresh(estate.context);
  const { chains } = await services.look();
  const costs = await getCosts(services, costQuery.parse({ groupBy: "chain" }) as CostQuery, estate.context);
  const { attention } = await getOverview(services, {}, estate.context);
  return {
    states: chains.filter(({ sourceDiskId }) => sourceDiskId?.includes(secondSubscription)).map(({ sourceState }) => sourceState),
    attention: attention.map(({ kind }) => kind),
    costs: costs.rows.map(({ label }) => label).join(),
  };
}

describe("the source disk of a snapshot in a subscription that is", () => {
  it("not among those to be read is not visible, and in no orphan count, attention or cost", async () => {
    const shown = await shownTo([estate.azure.subscriptionId]);
    expect(shown.states).toEqual(["unknown"]);
    expect(shown.attention).not.toContain("orphaned-chain");
    expect(shown.costs).not.toContain("disk deleted");
  });

  it("read whole, and is not there, is deleted", async () => {
    const shown = await shownTo([estate.azure.subscriptionId, secondSubscription]);
    expect(shown.states).toEqual(["deleted"]);
    expect(shown.attention).toContain("orphaned-chain");
    expect(shown.costs).toContain("disk deleted");
  });
});
