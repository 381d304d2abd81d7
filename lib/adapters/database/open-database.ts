// One SQL dialect, two ways to have it: PGlite in the data directory (one process), or a PostgreSQL by DATABASE_URL.
//
// PGlite has a single session that Kysely and pg-boss share: a Kysely transaction would take in whatever else is
// asked meanwhile. After migrating, every write of ours is therefore one statement.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { AppError } from "#lib/domain/app-error.ts";
import type { StorageKind } from "#lib/domain/deployment.ts";
import { isMigrated, migrate } from "./migrations.ts";
import { toOpenError } from "./open-failure.ts";
import { type OpenPgliteOptions, openPglite } from "./open-pglite.ts";
import type { Schema } from "./schema.ts";
import { toStorageError } from "./storage-error.ts";

/** What pg-boss needs: text in, the rows of every statement out. */
export interface SqlRunner {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface Database {
  kind: StorageKind;
  db: Kysely<Schema>;
  sql: SqlRunner;
  /** Whether PostgreSQL notices pages that are not what it wrote: data_checksums. */
  hasPageChecksums: boolean;
  /** Rejects when the database does not take a write and give it back. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

type OpenDatabase = Omit<Database, "hasPageChecksums">;

export interface OpenDatabaseOptions {
  dataDir: string;
  databaseUrl?: string;
  /** The embedded one answers no more until the process begins anew: nothing may wait for it. */
  onLost?: (error: AppError) => void;
  /** To look at it only: none is made, and one that is to be migrated is refused. */
  asItIs?: true;
}

/** Opens and migrates. Throws AppError storage-unavailable or storage-damaged with what to do. */
export async function openDatabase({ dataDir, databaseUrl, onLost, asItIs }: OpenDatabaseOptions): Promise<Database> {
  let database: OpenDatabase | undefined;
  const lost = (cause: unknown) => onLost?.(toOpenError(cause, { dataDir }));
  try {
    database = databaseUrl ? openPostgres(databaseUrl) : await openEmbedded(join(dataDir, "db"), { onLost: lost, asItIs });
    if (!asItIs) await migrate(database.db);
    else if (!(await isMigrated(database.db))) throw olderVersion();
    const { rows } = await sql<{ data_checksums: string }>`show data_checksums`.execute(database.db);
    return { ...database, hasPageChecksums: rows[0]?.data_checksums === "on" };
  } catch (cause) {
    await database?.close().catch(() => undefined);
    throw toOpenError(cause, { dataDir, databaseUrl });
  }
}

function olderVersion(): AppError {
  return new AppError("storage-unavailable", "The database is of an older version: start the dashboard once, then have it looked through.");
}

async function ping(db: Kysely<Schema>): Promise<void> {
  const mark = randomUUID();
  try {
    const { rows } = await sql<{ mark: string }>`insert into pings (id, mark) values (1, ${mark})
      on conflict (id) do update set mark = excluded.mark returning mark`.execute(db);
    if (rows[0]?.mark !== mark) throw new AppError("storage-damaged", "The database gave back something else than was written.");
  } catch (error) {
    throw toStorageError(error);
  }
}

function openPostgres(connectionString: string): OpenDatabase {
  const pool = new pg.Pool({ connectionString, max: 10, connectionTimeoutMillis: 10_000 });
  // A connection that breaks is replaced at its next use, and a query under way on it rejects; without a listener it
  // would end the process. The pool listens to idle connections only.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const executeSql = async (text: string, values?: unknown[]) => {
    const result: pg.QueryResult | pg.QueryResult[] = await pool.query(text, values);
    return { rows: Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows };
  };
  return { kind: "postgres", db, sql: { executeSql }, ping: () => ping(db), close: () => db.destroy() };
}

async function openEmbedded(folder: string, options: OpenPgliteOptions): Promise<OpenDatabase> {
  const pglite = await openPglite(folder, options);
  const db = new Kysely<Schema>({ dialect: new PGliteDialect({ pglite }) });
  const executeSql = async (text: string, values?: unknown[]) => {
    if (values?.length) return { rows: (await pglite.query(text, values)).rows };
    return { rows: (await execAll(pglite, text)).flatMap((one) => one.rows) };
  };
  return { kind: "embedded", db, sql: { executeSql }, ping: () => ping(db), close: () => db.destroy() };
}

/** A text that fails after its BEGIN would leave the session everybody shares in a transaction that takes nothing any more. */
async function execAll(pglite: PGlite, text: string) {
  try {
    return await pglite.exec(text);
  } catch (error) {
    await pglite.exec("rollback");
    throw error;
  }
}
