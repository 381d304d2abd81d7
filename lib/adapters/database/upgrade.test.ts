// A data directory made by the version before the estate was rows opens, and nothing in it is lost.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createEstateLab, type EstateLab } from "#lib/adapters/database/testing/estate/estate-lab.ts";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { chainQuery } from "#lib/contract/chains.ts";
import { diskQuery, type SnapshotQuery, snapshotQuery } from "#lib/contract/inventory.ts";
import { besideOf } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { testPrincipal, testSight } from "#lib/domain/testing/principal-sample.ts";
import { createAccessLedger } from "./access-ledger.ts";
import { createMeasurementStore } from "./measurement-store.ts";
import { migrate } from "./migrations.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { createOperationStore } from "./operation-store.ts";
import type { Schema } from "./schema.ts";

const context = { requestId: "upgrade", principal: testPrincipal };
const scope = "local:tenant:demo";
const readAt = "2026-11-20T10:00:00.000Z";
const [second, forbidden] = ["22222222-2222-3333-4444-555555555555", "33333333-2222-3333-4444-555555555555"];
const disk = sampleDisk({ name: "db01" });
const chain = sampleChain(3);
const elsewhere = sampleSnapshot({
  name: "elsewhere",
  subscriptionId: second,
  resourceGroup: "RG-OTHER",
  id: `/subscriptions/${second}/resourceGroups/RG-OTHER/providers/Microsoft.Compute/snapshots/elsewhere`,
});
const dataDir = mkdtempSync(join(tmpdir(), "snapscope-upgrade-"));
let database: Database;
let lab: EstateLab;

beforeAll(async () => {
  await makeEmbeddedDatabase(dataDir);
  await writeAsBefore();
  database = await openDatabase({ dataDir });
  lab = createEstateLab(database.db, scope);
}, 120_000);
afterAll(async () => {
  await database?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function writeAsBefore(): Promise<void> {
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite: await PGlite.create(join(dataDir, "db")) }) });
  await migrate(db, "0002-failures-in-a-row");
  const inventory = {
    subscriptions: [
      { subscriptionId: disk.subscriptionId, displayName: "One", state: "ok", locations: ["westeurope"] },
      { subscriptionId: second, displayName: "Two", state: "failed", message: "500", unread: ["snapshots"] },
      { subscriptionId: forbidden, displayName: "Three", state: "forbidden", message: "No right." },
    ],
    resourceGroups: [{ subscriptionId: disk.subscriptionId, name: "rg-db", region: "westeurope" }],
    disks: [disk],
    snapshots: [...chain, elsewhere],
    readAt,
  };
  await sql`insert into inventory (scope, body, read_at) values (${scope}, ${JSON.stringify(inventory)}::text::jsonb, ${readAt})`.execute(
    db,
  );
  await sql`insert into measurements values (${chain[1]?.uniqueId}, ${chain[0]?.uniqueId}, ${chain[1]?.id}, 4096, 512, 1, 1, 'ranges/a/b', ${readAt})`.execute(
    db,
  );
  await sql`insert into operations (id, kind, state, title, payload, request_id, request_hash)
    values ('op-1', 'measure', 'succeeded', 'Measure snapshots', '{"kind":"measure"}', 'r', 'h')`.execute(db);
  const restore = JSON.stringify({ kind: "restore", targetResourceGroup: "RG-new", diskName: "Back" });
  const copy = JSON.stringify({ kind: "copy", targetResourceGroup: "dr", targetName: "s1-dr" });
  await sql`insert into operations (id, kind, state, title, payload, subject_id, request_id, request_hash, created_at) values
    ('failed', 'restore', 'failed', 'Restore', ${restore}::text::jsonb, ${chain[0]?.id}, 'r', 'h', ${"2026-11-01T00:00:00Z"}),
    ('second', 'restore', 'running', 'Restore', ${restore}::text::jsonb, ${chain[0]?.id}, 'r', 'h', ${"2026-11-03T00:00:00Z"}),
    ('first', 'restore', 'queued', 'Restore', ${restore}::text::jsonb, ${chain[1]?.id}, 'r', 'h', ${"2026-11-02T00:00:00Z"}),
    ('copy', 'copy', 'waiting-for-azure', 'Copy', ${copy}::text::jsonb, ${chain[0]?.id}, 'r', 'h', ${"2026-11-01T00:00:00Z"})`.execute(db);
  await sql`insert into access_ledger values ('a-1', ${chain[1]?.id}, 'op-1', 'r', ${readAt}, ${readAt}, ${readAt}, 'revoked', null)`.execute(
    db,
  );
  await db.destroy();
}

const rows = async () => lab.estate.snapshots.rows(context, snapshotQuery.parse({ order: "asc" }) as SnapshotQuery);

test("operations, measurements and the access ledger are all there", async () => {
  expect(await createOperationStore(database.db).get("op-1")).toMatchObject({ kind: "measure", title: "Measure snapshots" });
  expect(await createMeasurementStore(database.db).all()).toMatchObject([{ snapshotUniqueId: chain[1]?.uniqueId, bytes: 4096 }]);
  expect(await createAccessLedger(database.db, { id: "this", place: "here" }).newest(10, testSight)).toMatchObject([
    { id: "a-1", result: "revoked" },
  ]);
});

test("operations under way have their targets reserved, of two with one target the first; those that ended may be retried once it is free", async () => {
  const store = createOperationStore(database.db);
  const beside = (group: string, type: string, name: string) =>
    besideOf(disk.id, { resourceGroup: group, type: `Microsoft.Compute/${type}`, name });
  const back = beside("rg-new", "disks", "back");
  expect((await store.findHolder(back))?.id).toBe("first");
  expect((await store.findHolder(beside("DR", "snapshots", "s1-dr")))?.id).toBe("copy");
  expect(await store.requestRetry("failed")).toBe(false);
  await store.requestCancel("first");
  expect(await store.requestRetry("failed")).toBe(true);
  expect((await store.findHolder(back))?.id).toBe("failed");
});

test("the estate is shown with its age while Azure is away", async () => {
  const seen = await lab.reader.current(context);
  expect(seen).toEqual({
    asOf: readAt,
    sources: [
      { subscriptionId: disk.subscriptionId, displayName: "One", state: "ok" },
      { subscriptionId: second, displayName: "Two", state: "failed", message: "500" },
      { subscriptionId: forbidden, displayName: "Three", state: "forbidden", message: "No right." },
    ],
  });
  expect((await rows()).map((row) => [row.name, row.positionInChain])).toEqual([
    ["s1", 1],
    ["elsewhere", 1],
    ["s2", 2],
    ["s3", 3],
  ]);
  expect((await rows()).find((row) => row.name === "s2")?.delta).toMatchObject({ state: "measured", bytes: 4096 });
  expect((await lab.estate.disks.rows(context, diskQuery.parse({}))).map((row) => row.snapshotCount)).toEqual([3]);
  expect((await lab.estate.chains.rows(context, chainQuery.parse({ sort: "disk" }))).map((row) => row.sourceState)).toContain("live");
  expect(await lab.estate.places.groups(context)).toMatchObject([{ name: "rg-db" }]);
});

test("the next reading takes it for what it knew: first seen then, and only what went is gone", async () => {
  const subscriptions = [{ subscriptionId: disk.subscriptionId, displayName: "One", state: "ok" as const }];
  await lab.read(context, { subscriptions, disks: [disk], snapshots: chain.slice(1) });
  expect((await rows()).map((row) => row.name)).toEqual(["s2", "s3"]);
  const facts = await sql<object>`select unique_id, first_seen_at, gone_at is null as is_there from estate_snapshots
    where scope = ${scope} order by resource_key`.execute(database.db);
  expect(facts.rows).toEqual(
    [...chain, elsewhere].map(({ uniqueId }) => ({
      unique_id: uniqueId,
      first_seen_at: readAt,
      is_there: uniqueId !== chain[0]?.uniqueId,
    })),
  );
  const changes = await sql<object>`select unique_id, change from estate_changes where scope = ${scope}`.execute(database.db);
  expect(changes.rows).toEqual([{ unique_id: chain[0]?.uniqueId, change: { present: [true, false] } }]);
  const [chainNow] = await lab.estate.chains.all(context, {});
  expect((await lab.estate.chains.tombstones(context, chainNow?.key ?? "", 9)).items.map(({ name }) => name)).toEqual(["s1"]);
});
