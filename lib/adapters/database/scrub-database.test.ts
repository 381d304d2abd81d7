import { mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { createMeasurementStore } from "./measurement-store.ts";
import { openDatabase } from "./open-database.ts";
import { createOperationStore } from "./operation-store.ts";
import { scrubDatabase } from "./scrub-database.ts";
import { newOperation } from "./testing/operation-store/store-lab.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-scrub-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("rows that are not what was written are named, then pages that are not", async () => {
  await makeEmbeddedDatabase(dataDir);
  let database = await openDatabase({ dataDir });
  const record = { snapshotId: "s", bytes: 512, clearedBytes: 0, writtenRanges: 1, clearedRanges: 0, artifactKey: "k", measuredAt: "t" };
  const artifact = { lengthBytes: 512, sizeBytes: 1 };
  for (const snapshotUniqueId of ["a", "b"])
    await createMeasurementStore(database.db).put({ ...record, snapshotUniqueId, baseUniqueId: "base", artifact });
  await createOperationStore(database.db).create(newOperation({ id: "op" }));
  const whole = await scrubDatabase(database.db);
  expect(whole).toEqual({ checked: expect.any(Number), damaged: [] });
  expect(whole.checked).toBeGreaterThan(5);

  await sql`update measurements set bytes = 513 where snapshot_unique_id = 'a'`.execute(database.db);
  await sql`update measurements set artifact = '{}' where snapshot_unique_id = 'b'`.execute(database.db);
  await sql`update operations set title = 'Other'`.execute(database.db);
  await sql`update operation_steps set state = 'succeeded' where name = 'start'`.execute(database.db);
  expect((await scrubDatabase(database.db)).damaged).toEqual([
    "measurements a base",
    "measured_artifacts b base",
    "operations op",
    "operation_steps op start",
  ]);

  const { rows } = await sql<{ path: string }>`select pg_relation_filepath('access_ledger') as path`.execute(database.db);
  await sql`insert into access_ledger (id, snapshot_id, request_id, granted_at, expires_at, result) values ('1', 's', 'r', 't', 't', 'open')`.execute(
    database.db,
  );
  await database.close();
  writeSync(openSync(join(dataDir, "db", rows[0]?.path ?? ""), "r+"), Buffer.alloc(64, 0x5a), 0, 64, 4000);
  database = await openDatabase({ dataDir });
  expect((await scrubDatabase(database.db)).damaged).toContain("table public.access_ledger");
  await database.close();
});
