// A real PostgreSQL by DATABASE_URL: the suites every database must pass, and several servers on one database.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPostgres, type PostgresCluster, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { newOperation, operationStoreConformance } from "./operation-store.conformance.ts";
import { createOperationStore } from "./operation-store.ts";
import { pgBossQueueConformance } from "./pg-boss-queue.conformance.ts";
import { accessLedgerConformance, inventoryStoreConformance, measurementStoreConformance } from "./record-stores.conformance.ts";

const bin = findPostgres();
if (!bin) console.log("PostgreSQL is not installed here: the tests on a real one are skipped (PGlite's run).");

const open = (databaseUrl: string) => openDatabase({ dataDir: "not used", databaseUrl });

describe.skipIf(!bin)("on PostgreSQL", () => {
  let cluster: PostgresCluster;
  let url: string;
  let database: Database;
  beforeAll(async () => {
    cluster = await startPostgres(bin ?? "");
    url = await cluster.createDatabase();
    database = await open(url);
  });
  afterAll(async () => {
    await database?.close();
    await cluster?.stop();
  });

  operationStoreConformance(() => database);
  measurementStoreConformance(() => database);
  accessLedgerConformance(() => database);
  inventoryStoreConformance(() => database);
  pgBossQueueConformance(() => database);

  test("five servers that start at once on an empty database migrate it once", async () => {
    const empty = await cluster.createDatabase();
    const servers = await Promise.all(Array.from({ length: 5 }, () => open(empty)));
    const { rows } = await sql<{ name: string }>`select name from snapscope_migrations`.execute(servers[0]?.db ?? database.db);
    expect(rows).toEqual([{ name: "0001-first" }]);
    await Promise.all(servers.map((server) => server.close()));
  });

  test("one key asked of two servers at once makes one operation", async () => {
    const other = await open(url);
    const stores = [createOperationStore(database.db), createOperationStore(other.db)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => stores[i % 2]?.create(newOperation({ idempotencyKey: "two servers" }))),
    );
    expect(new Set(answers.map((answer) => answer?.record.id)).size).toBe(1);
    expect(answers.filter((answer) => answer?.created)).toHaveLength(1);
    await other.close();
  });

  test("a database that is not there is told in one sentence, as unavailable", async () => {
    const gone = open("postgres://test@127.0.0.1:1/none");
    await expect(gone).rejects.toMatchObject({
      code: "storage-unavailable",
      message: expect.stringMatching(/^Could not open the PostgreSQL named by DATABASE_URL: .+/),
    });
  });
});
