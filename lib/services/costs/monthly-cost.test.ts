import { afterAll, beforeAll, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { chainDetail, chainList, chainQuery } from "#lib/contract/chains.ts";
import { type SnapshotQuery, snapshotList, snapshotQuery } from "#lib/contract/inventory.ts";
import { getChain } from "#lib/services/chains/get-chain.ts";
import { chainsCsv, listChains } from "#lib/services/chains/list-chains.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";

const GIB = 2 ** 30;
let estate: LocalEstate;
let services: Services;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const disk = makeDisk(azure, "db01", 64);
  fill(azure, disk, 0, 10 * GIB);
  takeSnapshot(azure, disk, "db01-1");
  fill(azure, disk, 10 * GIB, 2 * GIB);
  takeSnapshot(azure, disk, "db01-2");
  services = createServices(estate);
  await services.view.refresh(estate.context);
});
afterAll(() => estate.stop());

const snapshots = async (given: Partial<Services> = {}) =>
  snapshotList.parse(await listSnapshots({ ...services, ...given }, snapshotQuery.parse({ order: "asc" }) as SnapshotQuery, estate.context))
    .items;
const chains = async () => chainList.parse(await listChains(services, chainQuery.parse({}), estate.context)).items;

it("what is stored stands in money a month beside its size: of a snapshot, of a chain, in lists and in the CSV", async () => {
  expect((await snapshots()).map((row) => row.monthlyCost)).toEqual([undefined, undefined]);
  expect((await chains()).map((row) => row.monthlyCost)).toEqual([undefined]);
  const [chain] = (await services.look()).chains;
  await services.measureChain(chain?.id ?? "", estate.context);

  const costs = [
    { usd: "0.5", usdPerGibMonth: "0.05" },
    { usd: "0.1", usdPerGibMonth: "0.05" },
  ];
  expect((await snapshots()).map((row) => row.monthlyCost)).toEqual(costs);
  expect(await chains()).toMatchObject([{ storedBySku: { Standard_ZRS: 12 * GIB }, monthlyCost: { usd: "0.6", usdPerGibMonth: "0.05" } }]);
  const detail = chainDetail.parse(await getChain(services, chain?.id ?? "", estate.context));
  expect(detail.chain.monthlyCost?.usd).toBe("0.6");
  expect(detail.snapshots.map((row) => row.monthlyCost)).toEqual(costs);
  expect(await chainsCsv(services, chainQuery.parse({}), estate.context)).toContain(",0.6,");
});

it("a list neither waits for the price list nor fails with it", async () => {
  const failing: PriceList = { read: () => Promise.reject(new Error("no price list")) };
  const silent: PriceList = { read: () => new Promise(() => {}) };
  for (const prices of [failing, silent]) {
    const rows = await snapshots({ prices } as Partial<Services>);
    expect(rows.map((row) => row.monthlyCost)).toEqual([undefined, undefined]);
  }
});
