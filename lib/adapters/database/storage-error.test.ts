// Against the errors the databases really throw: PGlite here, PostgreSQL in postgres.test.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { createMeasurementStore } from "./measurement-store.ts";
import { type Database, openDatabase } from "./open-database.ts";
import { toStorageError, withStorageErrors } from "./storage-error.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-storage-error-"));
let database: Database;
beforeAll(async () => {
  await makeEmbeddedDatabase(dataDir);
  database = await openDatabase({ dataDir });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test("a statement it cannot accept stays a fault of ours", async () => {
  const error = await sql`select nothing_of_this_name from operations`.execute(database.db).catch((thrown: unknown) => thrown);
  expect(toStorageError(error)).toBe(error);
  for (const bug of [new TypeError("undefined is not a function"), new Error("what we did not think of"), new SyntaxError("no JSON")])
    expect(toStorageError(bug)).toBe(bug);
});

test("a value that breaks a constraint stays a fault of ours", async () => {
  const twice = sql`insert into access_owners (id, place, alive_until) values ('a', 'p', now()), ('a', 'p', now())`;
  const error = await twice.execute(database.db).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "23505" });
  expect(toStorageError(error)).toBe(error);
});

test("a connection that is refused, at whatever address of a name, passes", () => {
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { syscall: "connect", code: "ECONNREFUSED" });
  for (const error of [refused("127.0.0.1:5432"), new AggregateError([refused("::1:5432"), refused("127.0.0.1:5432")])])
    expect(toStorageError(error)).toMatchObject({ code: "storage-unavailable", retryable: true });
});

test("a deadlock lost and a server that shuts down pass", () => {
  for (const code of ["40P01", "57P01", "53300"]) {
    expect(toStorageError(Object.assign(new Error("said the server"), { severity: "ERROR", code }))).toMatchObject({
      code: "storage-unavailable",
      retryable: true,
    });
  }
});

test("a text that fails inside its own transaction leaves the session usable", async () => {
  await expect(database.sql.executeSql("begin; select nothing_of_this_name; commit")).rejects.toThrow("nothing_of_this_name");
  expect((await database.sql.executeSql("select 1 as one")).rows).toEqual([{ one: 1 }]);
});

test("a database that is closed is unavailable, and worth another attempt", async () => {
  const store = withStorageErrors(createMeasurementStore(database.db));
  expect(await store.all()).toEqual([]);
  await database.close();
  await expect(store.all()).rejects.toMatchObject({ code: "storage-unavailable", retryable: true });
});
