// The filter's whole way: what somebody chose, the page's address, the question to the API, the rows.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { apiUrl } from "#lib/client/api/api-fetch.ts";
import { applyChange, readList, type UrlChange } from "#lib/client/shell/address-query.ts";
import { type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { readQuery } from "#lib/server/http/request-body.ts";
import { listSnapshots } from "#lib/services/inventory/list-snapshots.ts";
import { readSnapshotFilter } from "./snapshot-filter.ts";

let estate: LocalEstate;
let services: Services;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { world, group } = estate.azure;
  const disk = makeDisk(estate.azure, "db01");
  const tagged: [name: string, tags: Record<string, string>][] = [
    ["both", { owner: "finance, Oslo", env: "prod" }],
    ["owner", { owner: "finance, Oslo" }],
    ["finance", { owner: "finance", Oslo: "" }],
  ];
  for (const [i, [name, tags]] of tagged.entries())
    world.takeSnapshot({ disk, name, group, incremental: true, tags, atMs: Date.now() - (9 - i) * 3_600_000 });
  services = createServices(estate);
});
afterAll(() => estate.stop());

async function rowsFor(change: UrlChange): Promise<string[]> {
  const address = new URLSearchParams(applyChange(new URLSearchParams(), change));
  const filter = readSnapshotFilter({ get: (name) => address.get(name) ?? undefined, list: (name) => readList(address, name) });
  const question = new URL(apiUrl("/api/snapshots", filter), "http://localhost");
  const query = readQuery(question, snapshotQuery) as SnapshotQuery;
  return (await listSnapshots(services, query, estate.context)).items.map((row) => row.name).toSorted();
}

test("a tag value with a comma is one filter", async () => {
  expect(await rowsFor({ tag: ["owner=finance, Oslo"] })).toEqual(["both", "owner"]);
  expect(await rowsFor({ tag: ["owner=finance, Oslo", "env=prod"] })).toEqual(["both"]);
  expect(await rowsFor({ tag: ["owner=finance", "Oslo"] })).toEqual(["finance"]);
});

test("several words of one filter widen it", async () => {
  expect(await rowsFor({ state: ["ready", "copying"], kind: ["incremental"] })).toHaveLength(3);
  expect(await rowsFor({ region: ["northeurope", "eastus"] })).toEqual([]);
});
