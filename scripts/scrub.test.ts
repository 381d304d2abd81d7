// Scrub as a process: it vouches for what is there, and changes nothing of it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "#lib/adapters/database/open-database.ts";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { recordDataDir } from "#lib/server/data-dir.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-scrub-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function scrub() {
  const child = spawn(process.execPath, [fileURLToPath(new URL("scrub.ts", import.meta.url)), dataDir], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: process.env.PATH ?? "" },
  });
  const [said, printed, [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "exit")]);
  return { code, said: said.trim(), printed };
}

test("what is whole is told so, without artifacts too", async () => {
  await makeEmbeddedDatabase(dataDir);
  await (await openDatabase({ dataDir })).close();
  expect(await scrub()).toEqual({
    code: 0,
    said: "",
    printed: expect.stringMatching(/^0 artifacts checked, 0 damaged\n\d+ records checked, 0 damaged\n$/),
  });
});

test("a database of an older version is not migrated, which would seal what is to be checked", async () => {
  mkdirSync(join(dataDir, "artifacts"));
  await makeEmbeddedDatabase(dataDir);
  expect(await scrub()).toMatchObject({
    code: 2,
    said: "The database is of an older version: start the dashboard once, then have it looked through.",
  });
  const pglite = await PGlite.create(join(dataDir, "db"));
  expect((await pglite.query("select tablename from pg_tables where schemaname = 'public'")).rows).toEqual([]);
  await pglite.close();
});

test.each([
  ["of this version", true],
  ["of a version before", false],
])("a database that was emptied in a directory %s is told, and no new one is made", async (_, isKnown) => {
  mkdirSync(join(dataDir, "artifacts"));
  mkdirSync(join(dataDir, "db"));
  writeFileSync(join(dataDir, "db", "PG_VERSION"), "18");
  if (isKnown) recordDataDir({ dataDir });
  rmSync(join(dataDir, "db", "PG_VERSION"));
  expect(await scrub()).toMatchObject({ code: 2, said: expect.stringContaining("now db/PG_VERSION") });
  expect(readdirSync(join(dataDir, "db"))).toEqual([]);
});

test("a directory that has nothing of it is told so", async () => {
  expect(await scrub()).toMatchObject({ code: 2, said: expect.stringContaining("There are no artifacts") });
});
