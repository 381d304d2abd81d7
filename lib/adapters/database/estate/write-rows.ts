// Rows go to the database as one JSON text a statement: any number of them, typed by their columns. Each statement stands
// alone (PGlite has one session), and of what is there already only the rows that differ are written.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";

/** Some megabytes at most: a statement takes memory of its size several times over. */
const ROWS_AT_ONCE = 500;

/** Column by column its SQL type. */
export type Columns = Readonly<Record<string, "text" | "integer" | "double precision" | "boolean" | "jsonb">>;

export type Row = Record<string, unknown>;

export function* inChunks<T>(items: readonly T[]): Iterable<T[]> {
  for (let i = 0; i < items.length; i += ROWS_AT_ONCE) yield items.slice(i, i + ROWS_AT_ONCE);
}

/** "(a, b)" */
export function names(columns: Columns): RawBuilder<unknown> {
  return sql.join(Object.keys(columns).map((name) => sql.ref(name)));
}

/** The rows as a relation to select from. */
export function relation(rows: readonly Row[], columns: Columns, alias: string): RawBuilder<unknown> {
  const typed = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`);
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as ${sql.raw(alias)} (${sql.join(typed)})`;
}

export function assignments(columns: Columns, keys: readonly string[]): RawBuilder<unknown> {
  const changing = Object.keys(columns).filter((name) => !keys.includes(name));
  return sql.join(changing.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`));
}

export interface ViewTableWrite {
  db: Kysely<Schema>;
  table: string;
  scope: string;
  view: string;
  columns: Columns;
}

const VIEW_KEYS = ["scope", "view", "resource_key"];

/** All rows of a view in that table become these. */
export async function replaceRows(write: ViewTableWrite, rows: readonly Row[]): Promise<void> {
  const { db, table, scope, view } = write;
  const { rows: known } = await sql<{ resource_key: string; row_hash: string }>`
    select resource_key, row_hash from ${sql.table(table)} where scope = ${scope} and view = ${view}`.execute(db);
  const hashes = new Map(known.map((row) => [row.resource_key, row.row_hash]));
  await upsertRows(
    write,
    rows.filter((row) => hashes.get(String(row.resource_key)) !== row.row_hash),
  );
  const kept = new Set(rows.map((row) => String(row.resource_key)));
  const gone = known.filter((row) => !kept.has(row.resource_key)).map(({ resource_key }) => ({ resource_key }));
  for (const chunk of inChunks(gone)) {
    await sql`delete from ${sql.table(table)} t using ${relation(chunk, { resource_key: "text" }, "g")}
      where t.scope = ${scope} and t.view = ${view} and t.resource_key = g.resource_key`.execute(db);
  }
}

/** Those that differ are written; others stay, and so do rows that are not named. */
export async function upsertRows({ db, table, scope, view, columns }: ViewTableWrite, rows: readonly Row[]): Promise<void> {
  for (const chunk of inChunks(rows)) {
    await sql`insert into ${sql.table(table)} (scope, view, ${names(columns)})
      select ${scope}, ${view}, ${names(columns)} from ${relation(chunk, columns, "n")}
      on conflict (scope, view, resource_key) do update set ${assignments(columns, VIEW_KEYS)}
      where ${sql.table(table)}.row_hash <> excluded.row_hash`.execute(db);
  }
}
