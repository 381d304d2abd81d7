// A real PostgreSQL by DATABASE_URL: the suites every database must pass, and several servers on one database.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditLogConformance } from "#lib/adapters/database/testing/audit-log.conformance.ts";
import { estateConformance } from "#lib/adapters/database/testing/estate/estate.conformance.ts";
import { holdStoreConformance } from "#lib/adapters/database/testing/hold-store.conformance.ts";
import { operationStoreConformance } from "#lib/adapters/database/testing/operation-store/operation-store.conformance.ts";
import { newOperation } from "#lib/adapters/database/testing/operation-store/store-lab.ts";
import { overlapStoreConformance } from "#lib/adapters/database/testing/overlap-store.conformance.ts";
import { pgBossQueueConformance } from "#lib/adapters/database/testing/pg-boss-queue.conformance.ts";
import { accessLedgerConformance, measurementStoreConformance } from "#lib/adapters/database/testing/record-stores.conformance.ts";
import { storedHistoryConformance } from "#lib/adapters/database/testing/stored-history.conformance.ts";
import { verificationStoreConformance } from "#lib/adapters/database/testing/verification-store.conformance.ts";
import { findPostgres, type PostgresCluster, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import type { OperationContext } from "#lib/operations/engine/operation-handler.ts";
import { createGate, createTestEngine } from "#lib/operations/testing/test-engine.ts";
import { createChangeFeed } from "./change-feed.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { createOperationStore } from "./operation-store.ts";
import { createPgBossQueue } from "./pg-boss-queue.ts";
import { toStorageError } from "./storage-error.ts";

const hourMs = 3_600_000;
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
  overlapStoreConformance(() => database);
  verificationStoreConformance(() => database);
  accessLedgerConformance(() => database);
  auditLogConformance(() => database);
  holdStoreConformance(() => database);
  estateConformance(() => database);
  pgBossQueueConformance(() => database);
  storedHistoryConformance(() => database);

  test("what one process changes the others hear at once, and its own changes it hears once", async () => {
    const [one, other] = ["one", "other"].map((processId) =>
      createChangeFeed({ databaseUrl: url, processId, onError: (error) => expect(error).toBeUndefined() }),
    );
    if (!one || !other) throw new Error("no feed");
    const heard: (string | undefined)[] = [];
    await Promise.all([one.start(), other.start()]);
    const arrived = new Promise<void>((resolve) => {
      other.listen((id) => {
        heard.push(id);
        if (id === "last") resolve();
      });
    });
    const own: (string | undefined)[] = [];
    one.listen((id) => own.push(id));
    for (const id of ["first", "last"]) one.changed(id);
    await arrived;
    expect([heard, own]).toEqual([
      ["first", "last"],
      ["first", "last"],
    ]);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("many changes at once go out one query after the other, and all of them arrive", async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning.message);
    process.on("warning", onWarning);
    const [one, other] = ["many", "hearing"].map((processId) =>
      createChangeFeed({ databaseUrl: url, processId, onError: (error) => expect(error).toBeUndefined() }),
    );
    if (!one || !other) throw new Error("no feed");
    await Promise.all([one.start(), other.start()]);
    const ids = Array.from({ length: 50 }, (_, i) => `operation-${i}`);
    const heard = new Set<string | undefined>();
    const arrived = new Promise<void>((resolve) => {
      other.listen((id) => {
        if (heard.add(id).size === ids.length) resolve();
      });
    });
    for (const id of ids) one.changed(id);
    await arrived;
    expect([...heard].toSorted()).toEqual(ids.toSorted());
    // Told in a later turn of the loop.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
    await Promise.all([one.stop(), other.stop()]);
  });

  test("what changed while the connection was away is told by the next one", async () => {
    const [one, other] = ["cut", "waiting"].map((processId) => createChangeFeed({ databaseUrl: url, processId, onError: () => undefined }));
    if (!one || !other) throw new Error("no feed");
    await other.start();
    const arrived = new Promise<void>((resolve) => {
      other.listen((id) => id === "while-away" && resolve());
    });
    // Not connected yet.
    one.changed("while-away");
    await one.start();
    await arrived;
    await Promise.all([one.stop(), other.stop()]);
  });

  test("a feed whose connection was ended connects again and says that changes may have been missed", async () => {
    const feed = createChangeFeed({ databaseUrl: url, processId: "third", onError: () => undefined });
    await feed.start();
    const missed = new Promise((resolve) => feed.listen(resolve));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen snapscope_operations%'`.execute(database.db);
    expect(await missed).toBeUndefined();
    await feed.stop();
  });

  test("five servers that start at once on an empty database migrate it once", async () => {
    const empty = await cluster.createDatabase();
    const servers = await Promise.all(Array.from({ length: 5 }, () => open(empty)));
    const { rows } = await sql<{ name: string }>`select name from snapscope_migrations`.execute(servers[0]?.db ?? database.db);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
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

  test("one target asked of two servers at once is one operation's, and each server knows whose", async () => {
    const other = await open(url);
    const stores = [createOperationStore(database.db), createOperationStore(other.db)];
    const targetId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/two-servers";
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => stores[i % 2]?.create(newOperation({ targetIds: [targetId] }))));
    const made = answers.filter((answer) => answer !== undefined);
    expect(made).toHaveLength(1);
    const holders = await Promise.all(stores.map((store) => store.findHolder(targetId)));
    expect(holders.map((holder) => holder?.id)).toEqual([made[0]?.record.id, made[0]?.record.id]);
    await other.close();
  });

  test("an operation handed in at a busy server is done by the other one, without waiting for its sweep", async () => {
    const [one, two] = [createTestEngine(database), createTestEngine(await open(url))];
    const busy = createGate();
    const done: string[] = [];
    const settings = { sweepMs: hourMs, slots: 1 };
    const failed = (error: unknown) => done.push(`queue failed: ${error}`);
    const first = await one.start(
      async ({ operationId }) => {
        done.push(`first ${operationId}`);
        await busy.passed;
      },
      { ...settings, queue: createPgBossQueue(database.sql, failed) },
    );
    const long = await one.create();
    await first.submitted(long.id);
    await one.until(long.id, (record) => record.state === "running");
    const second = { ...settings, queue: createPgBossQueue(two.database.sql, failed) };
    await two.start(async ({ operationId }) => void done.push(`second ${operationId}`), second);
    const short = await one.create();
    await first.submitted(short.id);
    expect((await two.ended(short.id)).state).toBe("succeeded");
    busy.open();
    expect((await one.ended(long.id)).state).toBe("succeeded");
    expect(done).toEqual([`first ${long.id}`, `second ${short.id}`]);
    await Promise.all([one.stopRunners(), two.stopRunners()]);
    await two.close();
  });

  test("two servers share forty operations and do each once", async () => {
    const engine = createTestEngine(database);
    const other = createTestEngine(await open(url), undefined, engine.emitter);
    const effects: string[] = [];
    const run = async ({ operationId, step }: OperationContext<unknown>) =>
      void (await step("one", async () => void effects.push(operationId)));
    const records = await Promise.all(Array.from({ length: 40 }, () => engine.create()));
    await Promise.all([engine.start(run), other.start(run)]);
    const ended = await Promise.all(records.map(({ id }) => engine.ended(id)));
    expect(ended.every((record) => record.state === "succeeded" && record.attempts === 1)).toBe(true);
    expect(effects.toSorted()).toEqual(records.map(({ id }) => id).toSorted());
    await Promise.all([engine.stopRunners(), other.stopRunners()]);
    await other.close();
  });

  test("an operation goes on when the database cuts all connections under it", async () => {
    const engine = createTestEngine(await open(url));
    const cut = createGate();
    await engine.start(
      async ({ step }) => {
        await step("one", () => cut.passed);
        await step("two", async () => undefined);
      },
      { backOffMs: () => 0 },
    );
    const { id } = await engine.create();
    await engine.until(id, (record) => record.steps[0]?.state === "running");
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      database.db,
    );
    cut.open();
    expect((await engine.ended(id)).state).toBe("succeeded");
    await engine.stopRunners();
    await engine.close();
  });

  test("a query whose connection is cut is unavailable, not a fault of ours", async () => {
    const cutting = sql`select pg_terminate_backend(pg_backend_pid())`.execute(database.db).catch((thrown: unknown) => thrown);
    expect(toStorageError(await cutting)).toMatchObject({ code: "storage-unavailable", retryable: true });
  });

  test("a database that is not there is told in one sentence, as unavailable", async () => {
    const gone = open("postgres://test@127.0.0.1:1/none");
    await expect(gone).rejects.toMatchObject({
      code: "storage-unavailable",
      message: expect.stringMatching(/^Could not open the PostgreSQL named by DATABASE_URL: .+/),
    });
  });
});
