// Twenty thousand snapshots: what is asked of the database grows with them, and a reading that brings nothing new writes nothing.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countStatements, estateDatabase } from "#lib/adapters/testing/estate-database.ts";
import { type LocalEstate, startLocalEstate } from "#lib/adapters/testing/local-estate.ts";
import { createServices, type Services } from "#lib/adapters/testing/local-services.ts";
import { type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { listSnapshots } from "./list-snapshots.ts";

const COUNT = 20_000;
let local: LocalEstate;
let services: Services;

beforeAll(async () => {
  local = await startLocalEstate({ seed: `scale:${COUNT}` });
  services = createServices(local);
}, 240_000);
afterAll(() => local.stop());

const page = (query: object) => listSnapshots(services, snapshotQuery.parse({ limit: 100, ...query }) as SnapshotQuery, local.context);

/** Which transaction wrote each row of the estate, in one word a table. */
async function versions(): Promise<Record<string, string>> {
  const tables = [
    "estate_snapshots",
    "estate_disks",
    "estate_changes",
    "estate_groups",
    "estate_subscriptions",
    "estate_views",
    "estate_areas",
  ];
  const found: Record<string, string> = {};
  for (const table of [...tables, "view_snapshots", "view_chains", "view_disks"]) {
    const { rows } = await sql<{
      word: string;
    }>`select count(*) || ' ' || md5(string_agg(t.xmin::text || t.ctid::text, ' ' order by t.ctid)) as word
      from ${sql.table(table)} t where t.scope = ${services.scope}`.execute(estateDatabase());
    found[table] = rows[0]?.word ?? "";
  }
  return found;
}

test("twenty thousand snapshots are read and shown in a few statements for every five hundred of them", async () => {
  const statements = await countStatements(() => services.view.refresh(local.context));
  // Facts and derived rows in chunks of five hundred, chains and disks beside them, and a handful for the rest.
  expect(statements).toBeLessThan((4 * COUNT) / 500 + 60);
  const asked = await countStatements(async () => {
    const first = await page({ sort: "created" });
    expect([first.items.length, first.total, first.totalUnfiltered]).toEqual([100, COUNT, COUNT]);
    const second = await page({ sort: "created", cursor: first.nextCursor });
    expect(second.items).toHaveLength(100);
    expect(second.items.some((row) => first.items.some(({ id }) => id === row.id))).toBe(false);
  });
  // Of each page the holds are one more.
  expect(asked).toBeLessThan(14);
}, 240_000);

test("a reading that brings nothing new writes its time and nothing else", async () => {
  const before = await versions();
  expect(before.view_snapshots).toMatch(new RegExp(`^${COUNT} `));
  const statements = await countStatements(() => services.view.refresh(local.context));
  expect(await versions()).toEqual(before);
  expect(statements).toBeLessThan(30);
}, 240_000);
