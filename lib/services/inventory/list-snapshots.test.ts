import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fill, type LocalEstate, makeDisk, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { chainList, chainQuery } from "#lib/contract/chains.ts";
import { diskList, diskQuery, type SnapshotQuery, snapshotList, snapshotQuery, subscriptionList } from "#lib/contract/inventory.ts";
import { chainsCsv, listChains } from "#lib/services/chains/list-chains.ts";
import { disksCsv, listDisks } from "./list-disks.ts";
import { listSnapshots, snapshotsCsv } from "./list-snapshots.ts";
import { listSubscriptions } from "./list-subscriptions.ts";

const MIB = 2 ** 20;
const HOUR_MS = 3_600_000;
let estate: LocalEstate;
let services: Services;

beforeAll(async () => {
  estate = await startLocalEstate();
  const { azure } = estate;
  const { world, group } = azure;
  const startMs = Date.now() - 100 * HOUR_MS;
  for (const [d, name] of ["db01", "app=01", "Zeta"].entries()) {
    const disk = makeDisk(azure, name.replace("=", "-"));
    for (let i = 0; i < 4; i += 1) {
      fill(azure, disk, i * MIB, MIB * (i + 1));
      const tags: Record<string, string> = i === 0 ? {} : { Env: i % 2 ? "prod" : "test", owner: `=team ${d}` };
      world.takeSnapshot({ disk, name: `${disk.name}-${i}`, group, incremental: true, tags, atMs: startMs + i * HOUR_MS });
    }
    if (d === 0)
      world.takeSnapshot({ disk, name: "db01-full", group, incremental: false, sku: "Premium_LRS", atMs: startMs + 9 * HOUR_MS });
    if (d === 2) world.deleteDisk(disk);
  }
  services = createServices(estate);
  await services.view.refresh(estate.context);
});
afterAll(() => estate.stop());

const list = (query: Record<string, unknown>) => listSnapshots(services, snapshotQuery.parse(query) as SnapshotQuery, estate.context);
const names = async (query: Record<string, unknown>) => (await list({ sort: "name", order: "asc", ...query })).items.map((row) => row.name);

describe("the list of snapshots", () => {
  it("is what the contract says", async () => {
    const all = snapshotList.parse(await list({}));
    expect(all).toMatchObject({ total: 13, totalUnfiltered: 13 });
    const oldest = all.items.find((row) => row.name === "db01-0");
    expect(oldest).toMatchObject({
      positionInChain: 1,
      chainLength: 4,
      canDiffWithPrevious: { possible: false },
      canCopy: { possible: true },
      canRestore: { possible: true },
      redundancy: "ZRS",
    });
    expect(oldest?.nextId).toBe(all.items.find((row) => row.name === "db01-1")?.id);
    expect(all.items.find((row) => row.name === "db01-full")).toMatchObject({
      kind: "full",
      canCopy: { possible: false },
      sku: "Premium_LRS",
    });
  });

  it.each([
    [{ q: "db01 PROD" }, ["db01-1", "db01-3"]],
    [{ q: "test-group zeta" }, ["Zeta-0", "Zeta-1", "Zeta-2", "Zeta-3"]],
    [{ kind: "full" }, ["db01-full"]],
    [{ tag: "env=test", disk: "db01" }, ["db01-2"]],
    [{ tag: "!env", disk: "app-01" }, ["app-01-0"]],
    [{ tag: ["ENV", "owner==team 1"] }, ["app-01-1", "app-01-2", "app-01-3"]],
    [{ redundancy: "LRS" }, ["db01-full"]],
    [{ region: "westeurope,northeurope", q: "app-01-0" }, ["app-01-0"]],
    [{ region: "northeurope" }, []],
    [{ state: "copying" }, []],
  ])("filters by %j", async (query, expected) => {
    expect(await names(query)).toEqual(expected);
    expect((await list(query)).totalUnfiltered).toBe(13);
  });

  it("filters by chain and by id", async () => {
    const [row] = (await list({ q: "Zeta-2" })).items;
    expect(await names({ chain: row?.chainId })).toEqual(["Zeta-0", "Zeta-1", "Zeta-2", "Zeta-3"]);
    expect(await names({ id: row?.id.toUpperCase() })).toEqual(["Zeta-2"]);
  });

  it("sorts by every column both ways, with what is unknown below what is known", async () => {
    for (const sort of ["name", "disk", "region", "kind", "redundancy", "provisioned", "delta", "created", "state", "subscription"]) {
      const up = (await list({ sort, order: "asc" })).items.map((row) => row.id);
      const down = (await list({ sort, order: "desc" })).items.map((row) => row.id);
      expect(up.toReversed()).toEqual(down);
      expect(new Set(up)).toHaveLength(13);
    }
    expect((await list({ sort: "created", order: "desc" })).items[0]?.name).toBe("db01-full");
  });

  it("pages without losing or repeating a row", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 5, sort: "name", ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((row) => row.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(13);
    expect(new Set(seen)).toHaveLength(13);
    await expect(list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid-input", details: { field: "cursor" } });
  });

  it("writes as CSV exactly what the filter shows, on all pages, in that order", async () => {
    const csv = await snapshotsCsv(
      services,
      snapshotQuery.parse({ q: "db01", limit: 2, sort: "name", order: "asc" }) as SnapshotQuery,
      estate.context,
    );
    const lines = csv.trimEnd().split("\r\n");
    expect(lines).toHaveLength(6);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["db01-0", "db01-1", "db01-2", "db01-3", "db01-full"]);
    expect(lines[0]?.split(",").slice(-2)).toEqual(["uniqueId", "id"]);
  });
});

describe("the other lists", () => {
  it("give chains with their state, filtered, sorted and as CSV", async () => {
    const query = chainQuery.parse({ sort: "disk", order: "asc" });
    const chains = chainList.parse(await listChains(services, query, estate.context));
    expect(chains.items.map((row) => row.sourceDiskName)).toEqual(["app-01", "db01", "db01", "Zeta"]);
    expect(chains.items.map((row) => `${row.sourceDiskName} ${row.kind} ${row.sourceState} ${row.snapshotCount}`).toSorted()).toEqual([
      "Zeta incremental deleted 4",
      "app-01 incremental live 4",
      "db01 full live 1",
      "db01 incremental live 4",
    ]);
    const deleted = await listChains(services, chainQuery.parse({ sourceState: "deleted" }), estate.context);
    expect(deleted.items.map((row) => row.sourceDiskName)).toEqual(["Zeta"]);
    expect((await chainsCsv(services, query, estate.context)).trimEnd().split("\r\n")).toHaveLength(5);
  });

  it("give disks with their chain", async () => {
    const disks = diskList.parse(await listDisks(services, diskQuery.parse({}), estate.context));
    expect(disks.items.map((row) => [row.name, row.snapshotCount])).toEqual([
      ["app-01", 4],
      ["db01", 4],
    ]);
    expect((await disksCsv(services, diskQuery.parse({ q: "app" }), estate.context)).trimEnd().split("\r\n")).toHaveLength(2);
  });

  it("give subscriptions with what is in them", async () => {
    const subscriptions = subscriptionList.parse(await listSubscriptions(services, estate.context));
    expect(subscriptions.items).toMatchObject([{ state: "ok", disks: 2, snapshots: 13 }]);
  });
});
