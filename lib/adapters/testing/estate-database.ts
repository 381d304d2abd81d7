// Test aid: one embedded database for a test file, opened at its first query. Tests keep apart by scope.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { migrate } from "#lib/adapters/database/migrations.ts";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { makeEmbeddedDatabase } from "./embedded-database.ts";

let opened: Kysely<Schema> | undefined;
let statements = 0;

export function estateDatabase(): Kysely<Schema> {
  opened ??= new Kysely<Schema>({
    dialect: new PGliteDialect({ pglite: open }),
    log: () => {
      statements += 1;
    },
  });
  return opened;
}

/** How many statements the work asked of it. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const before = statements;
  await work();
  return statements - before;
}

async function open(): Promise<PGlite> {
  const folder = mkdtempSync(join(tmpdir(), "snapscope-estate-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await makeEmbeddedDatabase(folder);
  const pglite = await PGlite.create(join(folder, "db"), { relaxedDurability: true });
  await migrate(new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) }));
  return pglite;
}
