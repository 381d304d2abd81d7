// What is said of an embedded database that cannot be opened or goes on no more, on real disks and real damage.
import { cpSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, expect, test } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { hasSmallDisks, onSmallDisk } from "#lib/adapters/testing/small-disk.ts";
import { createMeasurementStore } from "./measurement-store.ts";
import { openDatabase } from "./open-database.ts";
import { withStorageErrors } from "./storage-error.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "snapscope-open-failure-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const canLimit = hasSmallDisks();
if (!canLimit) console.log("No disk of a size can be made here (unshare): the tests on a full one are skipped.");

const open = `import { openDatabase } from "./open-database.ts";
  const dataDir = process.argv.at(-1);
  const tell = (error) => console.log(JSON.stringify({ code: error.code, message: error.message.replaceAll(dataDir, "DIR") }));`;

test.skipIf(!canLimit)("a disk too small for a new one is told before it is full, and nothing is left on it", async () => {
  const script = `${open}
    import { readdirSync } from "node:fs";
    await openDatabase({ dataDir }).catch(tell);
    console.log(JSON.stringify(readdirSync(dataDir)));`;
  expect(await onSmallDisk(20, script, { here })).toEqual([
    {
      code: "storage-unavailable",
      message:
        "The disk of the data directory DIR is too full for the embedded database: 20 MiB are free, and it needs 64 to begin with. Make room, or choose another: SNAPSCOPE_DATA_DIR=… npm start",
    },
    [],
  ]);
});

test.skipIf(!canLimit)(
  "a disk that fills up while it runs fails the write; where PostgreSQL would end its process, that is told",
  async () => {
    const template = join(scratch, "template");
    await makeEmbeddedDatabase(template);
    const script = `${open}
    import { appendFileSync, cpSync } from "node:fs";
    import { sql } from "kysely";
    import { toStorageError } from "./storage-error.ts";
    cpSync(process.argv.at(-2), dataDir, { recursive: true });
    const { db } = await openDatabase({ dataDir, onLost: (error) => { tell(error); process.exit(0); } });
    await sql\`create table t (a text)\`.execute(db);
    try { for (;;) appendFileSync(dataDir + "/filler", Buffer.alloc(65536)); } catch {}
    const grow = sql\`insert into t select repeat(md5(i::text), 200) from generate_series(1, 20000) i\`;
    await grow.execute(db).catch((error) => tell(toStorageError(error)));
    for (;;) await sql\`select pg_logical_emit_message(true, 'x', repeat('a', 1000000))\`.execute(db).catch(() => undefined);`;
    expect(await onSmallDisk(90, script, { here, args: [template] })).toEqual([
      { code: "storage-unavailable", message: "The disk of the database is full." },
      { code: "storage-unavailable", message: expect.stringMatching(/^The disk of the data directory DIR is too full .*: 0 MiB are free/) },
    ]);
  },
);

test.skipIf(!canLimit)("so is it in a transaction, where migrations are", async () => {
  const template = join(scratch, "template-of-transaction");
  await makeEmbeddedDatabase(template);
  const script = `${open}
    import { appendFileSync, cpSync } from "node:fs";
    import { sql } from "kysely";
    cpSync(process.argv.at(-2), dataDir, { recursive: true });
    const { db } = await openDatabase({ dataDir, onLost: (error) => { tell(error); process.exit(0); } });
    try { for (;;) appendFileSync(dataDir + "/filler", Buffer.alloc(65536)); } catch {}
    const writing = db.transaction().execute(async (transaction) => {
      for (;;) await sql\`select pg_logical_emit_message(true, 'x', repeat('a', 1000000))\`.execute(transaction);
    });
    await writing.catch((error) => console.log(JSON.stringify(["not told", error.severity, error.message])));`;
  expect(await onSmallDisk(90, script, { here, args: [template] })).toEqual([
    { code: "storage-unavailable", message: expect.stringMatching(/^The disk of the data directory DIR is too full .*: 0 MiB are free/) },
  ]);
});

test("damaged files are told as damage, at the start and at a read", async () => {
  const whole = join(scratch, "whole");
  await makeEmbeddedDatabase(whole);
  const database = await openDatabase({ dataDir: whole });
  await sql`insert into measurements select i::text, '', 'id', 1, 0, 1, 0, 'key', '2026-11-28' from generate_series(1, 200) i`.execute(
    database.db,
  );
  const { rows } = await sql<{ path: string }>`select pg_relation_filepath('measurements') as path`.execute(database.db);
  await database.close();

  const ofTable = join(scratch, "of-table");
  cpSync(whole, ofTable, { recursive: true });
  overwrite(join(ofTable, "db", rows[0]?.path ?? ""));
  const opened = await openDatabase({ dataDir: ofTable });
  await expect(withStorageErrors(createMeasurementStore(opened.db)).all()).rejects.toMatchObject({
    code: "storage-damaged",
    retryable: false,
  });
  await opened.close();

  for (const name of readdirSync(join(whole, "db", "global"))) overwrite(join(whole, "db", "global", name));
  await expect(openDatabase({ dataDir: whole })).rejects.toMatchObject({
    code: "storage-damaged",
    message: expect.stringMatching(
      /^The embedded database in .* is damaged \(.*\)\. Restore the data directory from a backup, or choose another/,
    ),
  });
});

test("a lost log is told in our words, not in those of how PGlite is built", async () => {
  const folder = join(scratch, "no-log");
  await makeEmbeddedDatabase(folder);
  const log = join(folder, "db", "pg_wal");
  for (const name of readdirSync(log).filter((one) => /^[0-9A-F]{24}$/.test(one))) rmSync(join(log, name));
  await expect(openDatabase({ dataDir: folder })).rejects.toMatchObject({
    code: "storage-damaged",
    message: `The embedded database in ${folder} is damaged (its files cannot be opened). Restore the data directory from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
  });
});

/** Some bytes in the middle of each of its pages. */
function overwrite(path: string) {
  const file = openSync(path, "r+");
  const { size } = statSync(path);
  for (let page = 0; page < size; page += 8192) writeSync(file, Buffer.alloc(64, 0x5a), 0, 64, page + Math.min(4000, size / 2));
}
