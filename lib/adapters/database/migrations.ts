// Append-only: a migration that has been released is never edited. Each is one SQL text and runs once.
import { type Kysely, sql } from "kysely";
import { auditMigration, auditOfHoldsMigration } from "./audit/migration.ts";
import { estateStatements } from "./estate/migration.ts";
import type { Schema } from "./schema.ts";

interface Migration {
  name: string;
  statements: string[];
}

const migrations: Migration[] = [
  {
    name: "0001-first",
    statements: [
      `create table operations (
        id text primary key, kind text not null, state text not null, title text not null,
        payload jsonb not null, subject_id text, result_id text, error jsonb,
        percent double precision, progress_text text not null default '',
        done_bytes double precision, total_bytes double precision,
        attempts integer not null default 0, request_id text not null, cli text,
        idempotency_key text unique, request_hash text not null,
        cancel_requested boolean not null default false,
        lease_owner text, lease_token integer not null default 0, lease_until timestamptz,
        run_after timestamptz not null default now(),
        created_at timestamptz not null default now(), started_at timestamptz,
        updated_at timestamptz not null default now(), finished_at timestamptz)`,
      "create index operations_newest on operations (created_at desc, id)",
      "create index operations_open on operations (run_after) where state not in ('succeeded', 'failed', 'cancelled')",
      `create table operation_steps (
        operation_id text not null references operations (id) on delete cascade,
        position integer not null, name text not null, title text not null, state text not null,
        attempts integer not null default 0, started_at timestamptz, finished_at timestamptz,
        detail text, checkpoint jsonb, primary key (operation_id, name))`,
      `create table access_ledger (
        id text primary key, snapshot_id text not null, operation_id text, request_id text not null,
        granted_at text not null, expires_at text not null, revoked_at text, result text not null, detail text)`,
      "create index access_ledger_open on access_ledger (granted_at) where result = 'open'",
      "create index access_ledger_newest on access_ledger (granted_at desc)",
      `create table measurements (
        snapshot_unique_id text not null, base_unique_id text not null, snapshot_id text not null,
        bytes double precision not null, cleared_bytes double precision not null,
        written_ranges integer not null, cleared_ranges integer not null,
        artifact_key text not null, measured_at text not null,
        primary key (snapshot_unique_id, base_unique_id))`,
      "create table inventory (scope text primary key, body jsonb not null, read_at text not null)",
    ],
  },
  { name: "0002-failures-in-a-row", statements: ["alter table operations add column failures integer not null default 0"] },
  {
    // Until then there was one who could ask: the server's own identity.
    name: "0003-requested-by",
    statements: ["operations", "access_ledger"].map(
      (table) =>
        `alter table ${table} add column requested_by jsonb not null default '{"identity":"service","kind":"background","name":"Before it was recorded"}'`,
    ),
  },
  {
    name: "0004-access-owners",
    statements: [
      "create table access_owners (id text primary key, place text not null, alive_until timestamptz not null)",
      "alter table access_ledger add column owner text",
    ],
  },
  { name: "0005-estate", statements: estateStatements },
  {
    name: "0006-stored-spans",
    statements: [
      `create table stored_spans (
        scope text not null, snapshot_unique_id text not null, base_unique_id text not null,
        since timestamptz not null, until timestamptz, seen_since timestamptz not null, bytes double precision,
        resource_key text not null, subscription_id text not null, resource_group text not null,
        location text not null, sku text not null, created_at text not null,
        primary key (scope, snapshot_unique_id, since))`,
      "create unique index stored_spans_holding on stored_spans (scope, snapshot_unique_id) where until is null",
      "create index stored_spans_ended on stored_spans (scope, until)",
    ],
  },
  { name: "0007-measured-artifacts", statements: ["alter table measurements add column artifact jsonb"] },
  {
    name: "0008-collected-artifacts",
    statements: ["alter table measurements add column is_collected boolean not null default false"],
  },
  {
    // What a span says of its snapshot beside its place is in the facts.
    name: "0009-seen-until",
    statements: [
      "alter table stored_spans add column seen_until timestamptz",
      ...["resource_key", "sku", "created_at"].map((column) => `alter table stored_spans drop column ${column}`),
      "create index estate_snapshots_unique on estate_snapshots (scope, unique_id)",
      "create index stored_spans_unknown on stored_spans (scope, snapshot_unique_id) where bytes is null",
    ],
  },
  {
    // Of several under way with one target, which could be until then, the first one holds it; the others end as they may.
    name: "0010-reserved-targets",
    statements: [
      "alter table operations add column target_key text",
      `update operations set target_key = targets.target_key
       from (select id, target_key, row_number() over (partition by target_key, is_under_way order by created_at, id) as place, is_under_way
             from (select id, created_at, state not in ('succeeded', 'failed', 'cancelled') as is_under_way,
                     lower('/subscriptions/' || split_part(subject_id, '/', 3) || '/resourceGroups/' || (payload->>'targetResourceGroup') ||
                       case kind when 'restore' then '/providers/Microsoft.Compute/disks/' || (payload->>'diskName')
                                 when 'copy' then '/providers/Microsoft.Compute/snapshots/' || (payload->>'targetName') end) as target_key
                   from operations where subject_id is not null) as known
             where target_key is not null) as targets
       where operations.id = targets.id and (targets.place = 1 or not targets.is_under_way)`,
      "create unique index operations_target on operations (target_key) where state not in ('succeeded', 'failed', 'cancelled')",
    ],
  },
  {
    name: "0011-access-uses",
    statements: [
      "create table access_uses (version integer not null, uses jsonb not null)",
      "insert into access_uses values (0, '[]')",
      "drop index access_ledger_open",
      "create index access_ledger_open on access_ledger (granted_at) where result in ('open', 'owed')",
    ],
  },
  {
    name: "0012-pings-and-seals",
    statements: [
      // One row, written to see that it can be.
      "create table pings (id integer primary key, mark text not null)",
      "alter table measurements add column seal text, add column artifact_seal text",
      "alter table operations add column seal text",
      "alter table operation_steps add column seal text",
      // What is there is taken for what was written: damage is known from now on.
      `update measurements set
        seal = encode(sha256(convert_to(row(snapshot_unique_id, base_unique_id, snapshot_id, bytes, cleared_bytes, written_ranges, cleared_ranges, artifact_key, measured_at)::text, 'UTF8')), 'hex'),
        artifact_seal = encode(sha256(convert_to(row(snapshot_unique_id, base_unique_id, artifact)::text, 'UTF8')), 'hex')`,
      `update operations set seal = encode(sha256(convert_to(row(id, kind, title, payload, subject_id, request_id, requested_by, cli, idempotency_key, request_hash)::text, 'UTF8')), 'hex')`,
      `update operation_steps set seal = encode(sha256(convert_to(row(operation_id, name, state, checkpoint)::text, 'UTF8')), 'hex')`,
    ],
  },
  { name: "0013-partial-areas", statements: ["alter table estate_areas add column is_partial boolean not null default false"] },
  {
    name: "0014-areas-of-one-resource",
    statements: [
      `alter table estate_areas add column item_key text collate "C" not null default ''`,
      "alter table estate_areas drop constraint estate_areas_pkey",
      "alter table estate_areas add primary key (scope, view, list, subscription_id, group_key, item_key)",
    ],
  },
  {
    // The database itself lets go of the targets of what has ended, whichever statement ended it, and takes them again at a retry.
    name: "0015-operation-targets",
    statements: [
      `create table operation_targets (operation_id text not null references operations on delete cascade, target_key text not null,
        is_held boolean not null, primary key (operation_id, target_key))`,
      `insert into operation_targets select id, target_key, state not in ('succeeded', 'failed', 'cancelled') from operations where target_key is not null`,
      "create unique index operation_targets_held on operation_targets (target_key) where is_held",
      "drop index operations_target",
      "alter table operations drop column target_key",
      `create function hold_operation_targets() returns trigger language plpgsql as $$ begin
        update operation_targets set is_held = not is_held
        where operation_id = new.id and is_held <> (new.state not in ('succeeded', 'failed', 'cancelled'));
        return null;
      end $$`,
      `create trigger operations_targets after update of state on operations for each row
        when (old.state is distinct from new.state) execute function hold_operation_targets()`,
    ],
  },
  {
    name: "0016-overlaps-and-delays",
    statements: [
      // So long it waits before it begins, and again when it is asked for anew before it ever began.
      "alter table operations add column delay_ms double precision not null default 0, add column rows jsonb",
      `create table diff_overlaps (snapshot_unique_id text not null, base_unique_id text not null, next_unique_id text not null,
        bytes double precision not null, seal text not null, primary key (snapshot_unique_id, base_unique_id, next_unique_id))`,
      "create index measurements_base on measurements (base_unique_id) where base_unique_id <> ''",
    ],
  },
  auditMigration,
  {
    name: "0018-holds",
    statements: [
      `create table holds (id text primary key, snapshot_id text not null, snapshot_key text not null, unique_id text not null,
        unique_key text not null, reason text not null, owner text not null, until timestamptz,
        set_at timestamptz not null default now(), set_by jsonb not null, lifted_at timestamptz, lifted_by jsonb,
        replaces text references holds (id), check ((lifted_at is null) = (lifted_by is null)))`,
      "create index holds_unique on holds (unique_key) where lifted_at is null",
      "create index holds_snapshot on holds (snapshot_key)",
      // Who held what, and who lifted it, can be asked later: only the first lift changes a row, and it changes nothing else.
      `create function keep_holds() returns trigger language plpgsql as $$ begin
        if tg_op = 'DELETE' then raise exception 'holds are kept'; end if;
        if old.lifted_at is not null or to_jsonb(new) - array['lifted_at', 'lifted_by'] <> to_jsonb(old) - array['lifted_at', 'lifted_by']
          then raise exception 'a hold changes once, when it is lifted'; end if;
        return new;
      end $$`,
      "create trigger holds_kept before update or delete on holds for each row execute function keep_holds()",
    ],
  },
  {
    name: "0019-verifications",
    statements: [
      `create table verifications (operation_id text primary key, copy_unique_id text not null, source_unique_id text not null,
        level text not null, verdict text not null, at text not null, body jsonb not null, seal text not null)`,
      "create index verifications_newest on verifications (copy_unique_id, level, at desc)",
      `create table rehearsals (operation_id text primary key, snapshot_unique_id text not null, at text not null, body jsonb not null,
        seal text not null)`,
      "create index rehearsals_newest on rehearsals (snapshot_unique_id, at desc)",
    ],
  },
  {
    // One of a line is under way. What ends passes the turn on: those behind it, and the first that waits for room, are looked at again.
    name: "0020-turns-and-webhooks",
    statements: [
      `create table operation_turns (operation_id text primary key references operations on delete cascade, line text not null,
        slot text not null, max_in_slot integer not null, order_at text, is_begun boolean not null default false, reason text, wait_text text)`,
      "create unique index operation_turns_begun on operation_turns (line) where is_begun",
      "create index operation_turns_line on operation_turns (line)",
      "create index operation_turns_slot on operation_turns (slot)",
      `create function pass_operation_turn() returns trigger language plpgsql as $$ begin
        if new.state not in ('succeeded', 'failed', 'cancelled') then return null; end if;
        update operation_turns set is_begun = false, reason = null, wait_text = null where operation_id = new.id;
        update operations set run_after = now() where id in (
          select waiting.id from operations waiting join operation_turns other on other.operation_id = waiting.id
            join operation_turns own on own.operation_id = new.id
          where waiting.state = 'queued' and waiting.run_after > now() and not other.is_begun
            and (other.line = own.line or (other.slot = own.slot and other.reason in ('slot', 'azure')))
          for update of waiting skip locked);
        return null;
      end $$`,
      `create trigger operation_turns after update of state on operations for each row
        when (old.state is distinct from new.state) execute function pass_operation_turn()`,
      // Told to webhooks is each end of an operation, written by whatever statement ended it.
      `create table webhook_events (id text primary key, operation_id text not null, event text not null, at timestamptz not null default now(),
        body jsonb not null, is_spread boolean not null default false)`,
      "create index webhook_events_fresh on webhook_events (at) where not is_spread",
      `create table webhook_deliveries (event_id text not null references webhook_events on delete cascade, hook text not null,
        attempts integer not null default 0, next_at timestamptz not null default now(), sent_at timestamptz, given_up_at timestamptz,
        last_error text, primary key (event_id, hook))`,
      "create index webhook_deliveries_due on webhook_deliveries (next_at) where sent_at is null and given_up_at is null",
      `create function note_operation_end() returns trigger language plpgsql as $$ begin
        insert into webhook_events (id, operation_id, event, body) values (gen_random_uuid()::text, new.id, 'operation.' || new.state,
          jsonb_build_object('kind', new.kind, 'title', new.title, 'requestedBy', new.requested_by ->> 'name', 'resultId', new.result_id,
            'error', new.error ->> 'message'));
        return null;
      end $$`,
      `create trigger operation_ends after update of state on operations for each row
        when (old.state is distinct from new.state and new.state in ('succeeded', 'failed', 'cancelled')) execute function note_operation_end()`,
    ],
  },
  auditOfHoldsMigration,
  {
    // Triggers run by name. A retry takes its targets before the head of the audit log, as a new operation does: else each of the two
    // may hold what the other waits for.
    name: "0022-targets-before-audit",
    statements: [
      "drop trigger operations_targets on operations",
      `create trigger operation_holds_targets after update of state on operations for each row
        when (old.state is distinct from new.state) execute function hold_operation_targets()`,
    ],
  },
];

const migrationLock = 7_203_114;

/** Brings the database to the newest schema, or to that of an older version; several servers may start at once. */
export async function migrate(db: Kysely<Schema>, last?: string): Promise<void> {
  await db.connection().execute(async (connection) => {
    // Held by this connection until released: a second server waits here and then finds everything done.
    await sql`select pg_advisory_lock(${sql.lit(migrationLock)})`.execute(connection);
    try {
      await sql`create table if not exists snapscope_migrations (name text primary key, applied_at timestamptz not null default now())`.execute(
        connection,
      );
      const { rows } = await sql<{ name: string }>`select name from snapscope_migrations`.execute(connection);
      const applied = new Set(rows.map((row) => row.name));
      const wanted = migrations.slice(0, last === undefined ? undefined : migrations.findIndex(({ name }) => name === last) + 1);
      for (const migration of wanted) if (!applied.has(migration.name)) await apply(connection, migration);
    } finally {
      await sql`select pg_advisory_unlock(${sql.lit(migrationLock)})`.execute(connection);
    }
  });
}

/** Whether nothing is left to migrate; changes nothing. */
export async function isMigrated(db: Kysely<Schema>): Promise<boolean> {
  const { rows } = await sql<{ found: string | null }>`select to_regclass('snapscope_migrations')::text as found`.execute(db);
  if (!rows[0]?.found) return false;
  const applied = await sql<{ name: string }>`select name from snapscope_migrations`.execute(db);
  return migrations.every(({ name }) => applied.rows.some((row) => row.name === name));
}

async function apply(connection: Kysely<Schema>, migration: Migration): Promise<void> {
  await connection.transaction().execute(async (transaction) => {
    for (const statement of migration.statements) await sql.raw(statement).execute(transaction);
    await sql`insert into snapscope_migrations (name) values (${migration.name})`.execute(transaction);
  });
}
