// Looks at all that a database holds: each table is read to its end, so that PostgreSQL looks at every page, and each
// sealed row is compared with its seal. It changes nothing.
import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";
import { isWhole, SEALED } from "./seal.ts";
import { isDamage } from "./storage-error.ts";

export async function scrubDatabase(db: Kysely<Schema>): Promise<{ checked: number; damaged: string[] }> {
  const damaged: string[] = [];
  let checked = 0;
  for (const table of await tablesOf(db)) {
    const read = sql<{ count: string }>`select count(t::text) as count from ${sql.table(table)} t`.execute(db);
    const rows = await unlessDamaged(read.then((result) => Number(result.rows[0]?.count)));
    if (rows === undefined) damaged.push(`table ${table}`);
    else checked += rows;
  }
  for (const kind of Object.keys(SEALED) as (keyof typeof SEALED)[]) {
    const table = kind === "measured_artifacts" ? "measurements" : kind;
    const [first, second] = SEALED[kind];
    const rest = kind === "operations" ? sql`''` : sql.ref(second);
    const broken = sql<{ key: string }>`select concat_ws(' ', ${sql.ref(first)}, ${rest}) as key from ${sql.table(table)}
      where not ${isWhole(kind, table)}`.execute(db);
    for (const { key } of (await unlessDamaged(broken))?.rows ?? []) damaged.push(`${kind} ${key.trim()}`);
  }
  return { checked, damaged };
}

async function tablesOf(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select format('%s.%s', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss') order by 1`.execute(db);
  return rows.map((row) => row.name);
}

async function unlessDamaged<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isDamage(error)) return undefined;
    throw error;
  }
}
