// Operation records in PostgreSQL. Each move is one statement whose WHERE names what it expects (state, lease token),
// so it is atomic on a pool and on PGlite's single session alike. States and moves are the domain's (operation-moves.ts).
import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import { AppError } from "#lib/domain/app-error.ts";
import type { OperationEvent, OperationState } from "#lib/domain/operations/operation-state.ts";
import type {
  Asker,
  Lease,
  NewOperation,
  OperationFilter,
  OperationRecord,
  OperationStore,
  Progress,
  StepRecord,
} from "#lib/operations/engine/operation-store.ts";
import { inSight } from "./in-sight.ts";
import { insertOperation } from "./insert-operation.ts";
import { isIn, moveOn, takes } from "./operation-moves.ts";
import { toOperationRecord } from "./operation-row.ts";
import { falseIfReserved, holderOf, targetsOf } from "./operation-targets.ts";
import { giveTurnBack, waitsOf } from "./operation-turns.ts";
import type { Schema } from "./schema.ts";
import { isWhole, type OnDamagedRow, sealOfStep } from "./seal.ts";

export function createOperationStore(db: Kysely<Schema>, onDamaged: OnDamagedRow = () => undefined): OperationStore {
  const read: Reading = { db, onDamaged };
  const get = (id: string) => load(read, id);
  return {
    create: (operation) => create(read, operation),
    get,
    findByKey: (key) => findByKey(db, key),
    findHolder: (targetId) => findHolder(read, targetId),
    list: (filter) => list(read, filter),
    claimable: (limit) => claimable(db, limit),
    async claim(id, owner, leaseMs) {
      const { rows } = await sql<{ lease_token: number; cancel_requested: boolean }>`
        update operations set
          state = ${moveOn("claimed").state},
          lease_owner = ${owner}, lease_token = lease_token + 1, lease_until = now() + ${leaseMs} * interval '1 millisecond',
          attempts = attempts + 1, failures = failures + 1, started_at = coalesce(started_at, now()), updated_at = now()
        where id = ${id} and ${claimableNow}
        returning lease_token, cancel_requested`.execute(db);
      const row = rows[0];
      const record = row && (await get(id));
      return row && record
        ? { lease: { operationId: id, token: row.lease_token }, record, cancelRequested: row.cancel_requested }
        : undefined;
    },
    async heartbeat(lease, leaseMs) {
      const { rows } = await sql<{ cancel_requested: boolean }>`
        update operations set lease_until = now() + ${leaseMs} * interval '1 millisecond'
        where id = ${lease.operationId} and lease_token = ${lease.token} and lease_owner is not null returning cancel_requested`.execute(
        db,
      );
      return { alive: rows.length > 0, cancelRequested: rows[0]?.cancel_requested ?? false };
    },
    saveProgress: async (lease, progress) =>
      (await updateLeased(db, lease, { ...toColumns(progress), ...onlyFurther(progress) })) !== undefined,
    move: async (lease, event) => (await updateLeased(db, lease, moveOn(event), event)) !== undefined,
    saveStep: (lease, step) => saveStep(db, lease, step),
    async release(lease, { event, error, runAfterMs = 0, isInterrupted, givesTurnBack }) {
      const columns = {
        ...moveOn(event),
        error: error ? JSON.stringify(error) : null,
        lease_owner: null,
        lease_until: null,
        run_after: sql<Date>`now() + ${runAfterMs} * interval '1 millisecond'`,
        ...(isInterrupted ? { failures: sql<number>`greatest(failures - 1, 0)` } : {}),
      };
      const state = await updateLeased(db, lease, columns, event);
      // Not given back by a crash in between, it only asks Azure once more.
      if (state === "queued" && givesTurnBack !== undefined) await giveTurnBack(db, lease.operationId, givesTurnBack);
      return state;
    },
    requestCancel: (id, by) => ask(db, id, "cancel-requested", { cancel_requested: true, ...askedBy(by) }),
    requestRetry: (id, by) =>
      ask(db, id, "retry-requested", {
        ...askedBy(by),
        failures: 0,
        percent: null,
        cancel_requested: false,
        error: null,
        // Undone before it began, it waits as long as the first time.
        run_after: sql<Date>`now() + case when started_at is null then delay_ms else 0 end * interval '1 millisecond'`,
      }).catch(falseIfReserved),
  };
}

interface Reading {
  db: Kysely<Schema>;
  onDamaged: OnDamagedRow;
}

/** For the audit log, which the database writes. */
function askedBy(by: Asker | undefined) {
  return { asked_by: by ? JSON.stringify(by.principal) : null, asked_request_id: by?.requestId ?? null };
}

/** A person's wish, whoever holds the lease. */
async function ask(db: Kysely<Schema>, id: string, event: OperationEvent, columns: Record<string, unknown>): Promise<boolean> {
  const result = await db
    .updateTable("operations")
    .set({ ...columns, ...moveOn(event), updated_at: sql<Date>`now()` })
    .where("id", "=", id)
    .where(takes(event))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Due, its turn, and nobody's: never taken, let go, or left behind by a worker whose lease ran out. */
const claimableNow = sql<boolean>`(${takes("claimed")} and run_after <= now() and (lease_until is null or lease_until < now())
  and not exists (select 1 from operation_turns turn where turn.operation_id = operations.id and not turn.is_begun))`;

async function claimable(db: Kysely<Schema>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from operations where ${claimableNow} order by created_at limit ${limit}`.execute(
    db,
  );
  return rows.map((row) => row.id);
}

async function findByKey(db: Kysely<Schema>, key: string | undefined): Promise<string | undefined> {
  if (key === undefined) return undefined;
  return (await db.selectFrom("operations").select("id").where("idempotency_key", "=", key).executeTakeFirst())?.id;
}

async function findHolder(read: Reading, targetId: string): Promise<OperationRecord | undefined> {
  const holder = await holderOf(read.db, targetId);
  return holder === undefined ? undefined : load(read, holder);
}

/** Undefined: one of its targets is held, unless it is known by its key. */
async function create(read: Reading, operation: NewOperation) {
  const made = await insertOperation(read.db, operation).catch(falseIfReserved);
  const id = made || (await findByKey(read.db, operation.idempotencyKey));
  if (!id && made === false) return undefined;
  const record = id && (await load(read, id));
  if (!record) throw new AppError("storage-unavailable", "The operation could not be stored.");
  const { request_hash } = await read.db
    .selectFrom("operations")
    .select("request_hash")
    .where("id", "=", record.id)
    .executeTakeFirstOrThrow();
  return { record, created: Boolean(made), requestHash: request_hash };
}

async function load(read: Reading, id: string): Promise<OperationRecord | undefined> {
  const [record] = await withSteps(read, read.db.selectFrom("operations").where("id", "=", id));
  return record;
}

async function list(read: Reading, filter: OperationFilter): Promise<{ items: OperationRecord[]; total: number }> {
  const matching = matchingOperations(read.db, filter);
  const { count } = await matching.select(sql<string>`count(*)`.as("count")).executeTakeFirstOrThrow();
  const page = filter.after === undefined ? matching : matching.where(comesAfter(filter.after));
  const items = await withSteps(read, page.orderBy("created_at", "desc").orderBy("id").limit(filter.limit));
  return { items, total: Number(count) };
}

async function withSteps({ db, onDamaged }: Reading, wanted: SelectQueryBuilder<Schema, "operations", object>): Promise<OperationRecord[]> {
  const rows = await wanted.selectAll().select(isWhole("operations", "operations").as("is_whole")).execute();
  const steps = await db
    .selectFrom("operation_steps")
    .selectAll()
    .select(isWhole("operation_steps", "operation_steps").as("is_whole"))
    .where("operation_id", "in", ["", ...rows.map((row) => row.id)])
    .orderBy("position")
    .execute();
  const targets = await targetsOf(
    db,
    rows.map((row) => row.id),
  );
  const waits = await waitsOf(
    db,
    rows.flatMap(({ id, state }) => (state === "queued" ? [id] : [])),
  );
  for (const row of rows) if (!row.is_whole) onDamaged("operations", row.id);
  for (const step of steps) if (!step.is_whole) onDamaged("operation_steps", `${step.operation_id} ${step.name}`);
  const byOperation = Map.groupBy(steps, (step) => step.operation_id);
  return rows.map((row) => toOperationRecord(row, byOperation.get(row.id) ?? [], targets.get(row.id) ?? [], waits.get(row.id)));
}

function matchingOperations(db: Kysely<Schema>, filter: OperationFilter): SelectQueryBuilder<Schema, "operations", object> {
  let matching: SelectQueryBuilder<Schema, "operations", object> = db.selectFrom("operations");
  if (filter.kind !== undefined) matching = matching.where("kind", "=", filter.kind);
  if (filter.states) matching = matching.where(isIn(filter.states));
  if (filter.finishedSince !== undefined) matching = matching.where("finished_at", ">=", new Date(filter.finishedSince));
  if (filter.sight) matching = matching.where(inSight(filter.sight, "subject_id"));
  return matching;
}

/** In the order of the list, which the database compares to the microsecond: hence the id and not its time. By the index. */
function comesAfter(id: string) {
  const last = sql<Date>`(select created_at from operations where id = ${id})`;
  return sql<boolean>`created_at <= ${last} and (created_at < ${last} or id > ${id})`;
}

function toColumns(progress: Progress): Record<string, unknown> {
  return {
    ...(progress.percent !== undefined ? { percent: progress.percent } : {}),
    ...(progress.doneBytes !== undefined ? { done_bytes: progress.doneBytes } : {}),
    ...(progress.totalBytes !== undefined ? { total_bytes: progress.totalBytes } : {}),
    ...(progress.text !== undefined ? { progress_text: progress.text } : {}),
    ...(progress.rows === undefined ? {} : { rows: JSON.stringify(progress.rows) }),
    ...(progress.resultId !== undefined ? { result_id: progress.resultId } : {}),
  };
}

/**
 * A percentage never falls: an attempt that begins anew passes again what was done before. Only one that is further
 * than any ends the row of failures.
 */
function onlyFurther({ percent }: Progress): Record<string, unknown> {
  if (typeof percent !== "number") return {};
  return {
    percent: sql<number>`greatest(${percent}::float8, percent)`,
    failures: sql<number>`case when ${percent}::float8 > coalesce(percent, 0) then least(failures, 1) else failures end`,
  };
}

/** The state it is in then; undefined: the lease was lost, or the state does not take the event, and nothing was written. */
async function updateLeased(
  db: Kysely<Schema>,
  lease: Lease,
  columns: Record<string, unknown>,
  event?: OperationEvent,
): Promise<OperationState | undefined> {
  const held = db
    .updateTable("operations")
    .set({ ...columns, updated_at: sql<Date>`now()` })
    .where("id", "=", lease.operationId)
    .where("lease_token", "=", lease.token)
    .where("lease_owner", "is not", null);
  const row = await (event ? held.where(takes(event)) : held).returning("state").executeTakeFirst();
  return row?.state as OperationState | undefined;
}

async function saveStep(db: Kysely<Schema>, lease: Lease, step: StepRecord): Promise<boolean> {
  const checkpoint = step.checkpoint === undefined ? null : JSON.stringify(step.checkpoint);
  const { rows } = await sql`
    with held as (
      update operations set updated_at = now(), failures = case when ${step.state} = 'succeeded' then least(failures, 1) else failures end
      where id = ${lease.operationId} and lease_token = ${lease.token} and lease_owner is not null returning id)
    update operation_steps set state = ${step.state}, attempts = ${step.attempts}, started_at = ${step.startedAt ?? null}::timestamptz,
      finished_at = ${step.finishedAt ?? null}::timestamptz, detail = ${step.detail ?? null}, checkpoint = ${checkpoint}::jsonb,
      seal = ${sealOfStep({ operation_id: sql.ref("operation_steps.operation_id"), name: sql.ref("operation_steps.name"), state: sql`${step.state}::text`, checkpoint: sql`${checkpoint}::jsonb` })}
    from held where operation_id = held.id and name = ${step.name} returning name`.execute(db);
  return rows.length > 0;
}
