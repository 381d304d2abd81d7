// The embedded database: the suites every database must pass, and what is PGlite's own: one folder, one process.
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { migrate } from "./migrations.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { createOperationStore } from "./operation-store.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-pglite-"));
let database: Database;
beforeAll(async () => {
  database = await openDatabase({ dataDir });
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("on PGlite", () => {
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

  test("its folder is the owner's alone", () => expect(statSync(join(dataDir, "db")).mode & 0o077).toBe(0));

  test("it notices pages that are not what it wrote", () => expect(database.hasPageChecksums).toBe(true));

  test("migrating what is migrated changes nothing", async () => {
    const applied = async () => (await sql`select name, applied_at from snapscope_migrations order by name`.execute(database.db)).rows;
    const before = await applied();
    await Promise.all([migrate(database.db), migrate(database.db)]);
    expect(before.length).toBeGreaterThan(1);
    expect(await applied()).toEqual(before);
  });

  test("a folder it cannot use is told in one sentence, as unavailable", async () => {
    const file = join(dataDir, "a-file");
    writeFileSync(file, "not a folder");
    await expect(openDatabase({ dataDir: file })).rejects.toMatchObject({
      code: "storage-unavailable",
      message: expect.stringContaining(`Could not open the embedded database in ${file}: `),
    });
  });

  test("a restart keeps all", async () => {
    const { id } = newOperation();
    await createOperationStore(database.db).create(newOperation({ id }));
    const record = await createOperationStore(database.db).get(id);
    await database.close();
    database = await openDatabase({ dataDir });
    expect(await createOperationStore(database.db).get(id)).toEqual(record);
    expect(record).toBeDefined();
  });
});
