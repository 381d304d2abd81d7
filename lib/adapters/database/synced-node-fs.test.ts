// What PostgreSQL wants on the disk is brought there: without that a power cut may take what was answered long before.
import { fdatasyncSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, expect, it } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { openPglite } from "./open-pglite.ts";
import { SyncedNodeFs, syncedStart } from "./synced-node-fs.ts";

let dataDir = "";
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-synced-"));
  await makeEmbeddedDatabase(dataDir);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const folder = () => join(dataDir, "db");

it("PGlite's own start would not: without ours the database says that fsync is off", async () => {
  const plain = await PGlite.create(folder());
  expect((await plain.query("show fsync")).rows).toEqual([{ fsync: "off" }]);
  await plain.close();
});

it("ours does: each commit is synced before it is answered, and one that reads is not", async () => {
  let synced = 0;
  const count = (descriptor: number) => {
    synced += 1;
    fdatasyncSync(descriptor);
  };
  const pglite = await PGlite.create(folder(), {
    fs: new SyncedNodeFs(folder(), count),
    startParams: syncedStart(PGlite.defaultStartParams),
  });
  await pglite.exec("create table t (i int)");
  for (let i = 0; i < 5; i += 1) {
    const before = synced;
    await pglite.query("insert into t values ($1)", [i]);
    expect(synced).toBeGreaterThan(before);
  }
  const before = synced;
  expect((await pglite.query("select count(*)::int as count from t")).rows).toEqual([{ count: 5 }]);
  expect(synced).toBe(before);
  // A checkpoint syncs the tables too, and folders.
  await pglite.exec("checkpoint");
  expect(synced).toBeGreaterThan(before);
  await pglite.close();
});

it("it is what the app opens", async () => {
  const pglite = await openPglite(folder(), { onLost: () => undefined });
  expect((await pglite.query("show fsync")).rows).toEqual([{ fsync: "on" }]);
  expect((await pglite.query("show wal_sync_method")).rows).toEqual([{ wal_sync_method: "fsync" }]);
  await pglite.close();
});

it("a commit that the disk did not take is not answered as one", async () => {
  let isBroken = false;
  const fail = () => {
    if (isBroken) throw new Error("EIO");
  };
  const pglite = await PGlite.create(folder(), {
    fs: new SyncedNodeFs(folder(), fail),
    startParams: syncedStart(PGlite.defaultStartParams),
  });
  await pglite.exec("create table t (i int)");
  isBroken = true;
  await expect(pglite.query("insert into t values (1)")).rejects.toThrow();
});
