// The check of the audit log as a process, on a data directory.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "#lib/adapters/database/open-database.ts";
import { createOperationStore } from "#lib/adapters/database/operation-store.ts";
import { newOperation } from "#lib/adapters/database/testing/operation-store/store-lab.ts";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";

let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "snapscope-audit-"));
  await makeEmbeddedDatabase(dataDir);
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function check(...args: string[]) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("audit.ts", import.meta.url)), dataDir, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: process.env.PATH ?? "" },
  });
  const [said, printed, [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "exit")]);
  return { code, said: said.trim(), printed: printed.trim() };
}

async function within(work: (database: Database) => Promise<unknown>) {
  const database = await openDatabase({ dataDir });
  await work(database);
  await database.close();
}

const order = (database: Database) => createOperationStore(database.db).create(newOperation());
const hashIn = (printed: string) => /newest hash ([0-9a-f]{64})$/.exec(printed)?.[1] ?? "";

test("what was written is unbroken and holds what it held; one entry changed or all rewritten is told", async () => {
  await within((database) => order(database));
  const first = await check();
  expect(first).toMatchObject({ code: 0, said: "", printed: expect.stringMatching(/^1 entries, unbroken; newest hash/) });
  await within((database) => order(database));
  expect(await check("--holds", hashIn(first.printed))).toMatchObject({
    code: 0,
    printed: expect.stringContaining(`It holds ${hashIn(first.printed)}.`),
  });

  await within(({ db }) =>
    db.transaction().execute(async (transaction) => {
      await sql`alter table audit_entries disable trigger user`.execute(transaction);
      await sql`update audit_entries set body = body || '{"title": "harmless"}' where seq = 1`.execute(transaction);
    }),
  );
  expect(await check()).toMatchObject({ code: 1, printed: "broken at entry 1: it, or one before it, is not what was written" });

  await within(({ db }) =>
    db.transaction().execute(async (transaction) => {
      const hash = sql`encode(sha256(convert_to(body::text, 'UTF8')), 'hex')`;
      await sql`delete from audit_entries where seq > 1`.execute(transaction);
      await sql`update audit_entries set hash = ${hash}`.execute(transaction);
      await sql`update audit_head set seq = 1, hash = (select hash from audit_entries)`.execute(transaction);
    }),
  );
  expect(await check("--holds", hashIn(first.printed))).toMatchObject({
    code: 1,
    printed: expect.stringContaining("what was written then was rewritten"),
  });
});

test("what it cannot take or find is told in a sentence", async () => {
  expect(await check("--holds", "abc")).toMatchObject({ code: 2, said: expect.stringContaining("64 hexadecimal digits") });
  expect(await check("--what")).toMatchObject({ code: 2, said: expect.stringContaining("--holds HASH") });
  expect(await check("second")).toMatchObject({ code: 2, said: expect.stringContaining("at most a data directory") });
});
