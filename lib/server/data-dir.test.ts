import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { assertDataDirWhole, recordDataDir } from "./data-dir.ts";

const ofDatabase = ["db/PG_VERSION", "db/global/pg_control", "db/base/1/112", "db/pg_wal/0", "db/pg_xact/0", "db/pg_multixact/0"];
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-data-dir-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const config = (environment: Record<string, string> = {}) => readConfig({ SNAPSCOPE_DATA_DIR: dataDir, ...environment });
const check = (environment?: Record<string, string>) => assertDataDirWhole(config(environment));

function write(...paths: string[]) {
  for (const path of paths) {
    mkdirSync(dirname(join(dataDir, path)), { recursive: true });
    writeFileSync(join(dataDir, path), "something");
  }
}

/** As it is after a start. */
function use() {
  mkdirSync(join(dataDir, "artifacts"));
  write(...ofDatabase, "local-azure/manifest.json");
}

test("a new directory is fine, and so is one whose first start was broken off", () => {
  rmSync(dataDir, { recursive: true });
  check();
  mkdirSync(join(dataDir, "artifacts"), { recursive: true });
  write("local-azure/identities.json", "db.making/PG_VERSION");
  check();
});

describe.each([
  ["of this version", () => recordDataDir({ dataDir })],
  ["of the version before", () => undefined],
])("a directory %s that was used", (_, record) => {
  beforeEach(() => {
    use();
    record();
  });

  test("is fine as it was", () => check());

  test.each(["db/PG_VERSION", "db/global/pg_control", "db/pg_wal"])("is refused without %s", (path) => {
    rmSync(join(dataDir, path), { recursive: true });
    expect(() => check()).toThrow(
      `The data directory ${dataDir} was used before, and now ${path} is missing or empty in it. Restore it from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
    );
  });

  test("is refused when something in it was emptied", () => {
    writeFileSync(join(dataDir, "db/PG_VERSION"), "");
    rmSync(join(dataDir, "db/base/1"), { recursive: true });
    expect(() => check()).toThrow("db/PG_VERSION, db/base are missing or empty");
  });

  test("is refused when its database was emptied, but not where another one is used", () => {
    rmSync(join(dataDir, "db"), { recursive: true });
    mkdirSync(join(dataDir, "db"));
    expect(() => check()).toThrow("db/PG_VERSION, db/global/pg_control, ");
    check({ DATABASE_URL: "postgres://elsewhere/db" });
  });

  test("is fine without its artifacts, or with none in it: they are read again where somebody asks", () => {
    rmSync(join(dataDir, "artifacts"), { recursive: true });
    check();
  });
});

test("a directory of the version before that was used with a PostgreSQL begins with a database of its own", () => {
  write("artifacts/1.sealed", "local-azure/manifest.json");
  check();
});

test("a directory that is known is refused without all of a part: the database, Local Azure", () => {
  use();
  recordDataDir({ dataDir });
  rmSync(join(dataDir, "local-azure"), { recursive: true });
  expect(() => check()).toThrow("local-azure/manifest.json is missing");
  check({ AZURE_TENANT_ID: "t", AZURE_CLIENT_ID: "c", AZURE_CLIENT_SECRET: "s" });
  rmSync(join(dataDir, "db"), { recursive: true });
  expect(() => check()).toThrow("db/PG_VERSION, ");
});

test("a directory that lost its database together with the list is refused by any other list that is left", () => {
  use();
  recordDataDir({ dataDir });
  rmSync(join(dataDir, "db"), { recursive: true });
  rmSync(join(dataDir, "snapscope.json"));
  expect(() => check()).toThrow("db/PG_VERSION, ");
  rmSync(join(dataDir, "artifacts"), { recursive: true });
  expect(() => check()).toThrow("db/PG_VERSION, ");
  rmSync(join(dataDir, "local-azure"), { recursive: true });
  check();
});

test("a list that was lost, or that a version before did not have, is written again", () => {
  use();
  recordDataDir({ dataDir });
  rmSync(join(dataDir, "local-azure/snapscope.json"));
  rmSync(join(dataDir, "snapscope.json"));
  recordDataDir({ dataDir });
  for (const folder of ["artifacts", "local-azure"]) rmSync(join(dataDir, folder), { recursive: true });
  expect(() => check()).toThrow("local-azure/manifest.json is missing");
});

test("a Local Azure that was run alone, or was begun with, is not a directory that was used", () => {
  write("local-azure/manifest.json", "local-azure/records.jsonl");
  check();
});

test("what is in use only now belongs to it from then on, and what is not in use still does", () => {
  recordDataDir({ dataDir });
  check();
  write(...ofDatabase);
  recordDataDir({ dataDir });
  rmSync(join(dataDir, "db"), { recursive: true });
  recordDataDir({ dataDir });
  expect(() => check()).toThrow("db/PG_VERSION");
});

test("a list of parts that cannot be read is not taken for none", () => {
  use();
  writeFileSync(join(dataDir, "snapscope.json"), `{"par`);
  expect(() => check()).toThrow(/snapscope\.json is damaged/);
});

test("a list of parts in which a name has changed is damaged", () => {
  use();
  recordDataDir({ dataDir });
  const path = join(dataDir, "snapscope.json");
  writeFileSync(path, readFileSync(path, "utf8").replace("db/pg_wal", "db/tg_wal"));
  expect(() => check()).toThrow(/snapscope\.json is damaged/);
});
