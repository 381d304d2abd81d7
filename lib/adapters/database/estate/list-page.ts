// A page of a list over a view. The cursor says how far the list was and which row was last: the next page begins after
// that row wherever it stands now, so that rows which come or go between two pages shift nothing; where the row itself
// is gone, it begins as far on as the list was.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { RowPage } from "#lib/services/ports/estate.ts";

export interface SortColumn {
  column: string;
  isDescending: boolean;
}

export interface ListQuery<Row> {
  db: Kysely<Schema>;
  /** The rows that the principal sees, of this and no other filter. */
  seen: RawBuilder<unknown>;
  where: RawBuilder<unknown>[];
  /** The last one is unique. */
  order: SortColumn[];
  schema: z.ZodType<Row>;
}

interface Cursor {
  end: number;
  idHash: string;
}

export async function listPage<Row>(list: ListQuery<Row>, paging: { limit: number; cursor?: string | undefined }): Promise<RowPage<Row>> {
  const cursor = paging.cursor === undefined ? undefined : parseCursor(paging.cursor);
  const [counts, after] = await Promise.all([countRows(list), cursor && lastShown(list, cursor.idHash)]);
  const offset = cursor && !after ? sql`offset ${Math.min(cursor.end, counts.total)}` : sql``;
  const where = after ? [...list.where, isAfter(list.order, after)] : list.where;
  const { rows } = await sql<{ row: unknown; id_hash: string }>`select t.row, t.id_hash from ${list.seen} t
    ${allOf(where)} order by ${orderBy(list.order)} limit ${paging.limit + 1} ${offset}`.execute(list.db);
  const shown = rows.slice(0, paging.limit);
  const last = shown.at(-1);
  const end = Math.min(cursor?.end ?? 0, counts.total) + shown.length;
  return {
    items: shown.map(({ row }) => list.schema.parse(row)),
    ...counts,
    ...(last && rows.length > shown.length ? { nextCursor: `${end}.${last.id_hash}` } : {}),
  };
}

export async function listRows<Row>(list: ListQuery<Row>): Promise<Row[]> {
  const { rows } = await sql<{ row: unknown }>`select t.row from ${list.seen} t
    ${allOf(list.where)} order by ${orderBy(list.order)}`.execute(list.db);
  return rows.map(({ row }) => list.schema.parse(row));
}

async function countRows({ db, seen, where }: ListQuery<unknown>): Promise<{ total: number; totalUnfiltered: number }> {
  const { rows } = await sql<{ total: number; all: number }>`select
    (select count(*)::integer from ${seen} t ${allOf(where)}) as total, (select count(*)::integer from ${seen} t) as "all"`.execute(db);
  return { total: rows[0]?.total ?? 0, totalUnfiltered: rows[0]?.all ?? 0 };
}

function parseCursor(cursor: string): Cursor {
  const match = /^(\d{1,9})\.([0-9a-z]{14})$/.exec(cursor);
  if (!match?.[2])
    throw new AppError("invalid-input", "This cursor was not given by this list.", { details: { field: "cursor", given: cursor } });
  return { end: Number(match[1]), idHash: match[2] };
}

/** Where the last row of the page before stands now, whether or not the filter still shows it. */
async function lastShown({ db, seen, order }: ListQuery<unknown>, idHash: string): Promise<Record<string, unknown> | undefined> {
  const columns = sql.join(order.map(({ column }) => sql.ref(`t.${column}`)));
  const { rows } = await sql<Record<string, unknown>>`select ${columns} from ${seen} t where t.id_hash = ${idHash}`.execute(db);
  return rows[0];
}

/** (a, b) after (x, y): a > x or a = x and b > y. */
function isAfter(order: SortColumn[], row: Record<string, unknown>): RawBuilder<unknown> {
  const alternatives = order.map(({ column, isDescending }, i) => {
    const equal = order.slice(0, i).map((before) => sql`${sql.ref(`t.${before.column}`)} = ${row[before.column]}`);
    const beyond = sql`${sql.ref(`t.${column}`)} ${isDescending ? sql`<` : sql`>`} ${row[column]}`;
    return sql`(${sql.join([...equal, beyond], sql` and `)})`;
  });
  return sql`(${sql.join(alternatives, sql` or `)})`;
}

export function allOf(conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}

function orderBy(order: SortColumn[]): RawBuilder<unknown> {
  return sql.join(order.map(({ column, isDescending }) => sql`${sql.ref(`t.${column}`)} ${isDescending ? sql`desc` : sql`asc`}`));
}
