// A new operation with its steps, targets and turn, in one statement: a crash leaves all of it or nothing.
import { type Kysely, sql } from "kysely";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { FIRST_STATE } from "#lib/domain/operations/operation-state.ts";
import type { NewOperation } from "#lib/operations/engine/operation-store.ts";
import type { Schema } from "./schema.ts";
import { SEALED, sealOf, sealOfStep } from "./seal.ts";

const columnNames = sql.join(SEALED.operations.map((name) => sql.ref(name)));

const firstStep = {
  operation_id: sql.ref("made.id"),
  name: sql.ref("step.name"),
  state: sql`'pending'::text`,
  checkpoint: sql`null::jsonb`,
};

/** Its id; undefined: one with its key is there. Rejects where a target is held (falseIfReserved). */
export async function insertOperation(db: Kysely<Schema>, operation: NewOperation): Promise<string | undefined> {
  const steps = JSON.stringify(operation.steps.map((step, position) => ({ ...step, position })));
  const targets = JSON.stringify((operation.targetIds ?? []).map(resourceKey));
  const { delayMs = 0, turn } = operation;
  const { rows } = await sql<{ id: string }>`
    with given as (
      select ${operation.id}::text as id, ${operation.kind}::text as kind, ${operation.title}::text as title, ${JSON.stringify(operation.payload)}::jsonb as payload,
        ${operation.subjectId ?? null}::text as subject_id, ${operation.requestId}::text as request_id, ${JSON.stringify(operation.requestedBy)}::jsonb as requested_by,
        ${operation.cli ?? null}::text as cli, ${operation.idempotencyKey ?? null}::text as idempotency_key, ${operation.requestHash}::text as request_hash),
    made as (
      insert into operations (${columnNames}, state, total_bytes, delay_ms, run_after, seal)
      select ${columnNames}, ${FIRST_STATE}::text, ${operation.totalBytes}::float8, ${delayMs}::float8, now() + ${delayMs}::float8 * interval '1 millisecond', ${sealOf("operations", "given")}
      from given on conflict do nothing returning id),
    steps as (
      insert into operation_steps (operation_id, position, name, title, state, seal)
      select made.id, step.position, step.name, step.title, 'pending', ${sealOfStep(firstStep)}
      from made, jsonb_to_recordset(${steps}::jsonb) as step(position integer, name text, title text) returning 1),
    targets as (
      insert into operation_targets (operation_id, target_key, is_held)
      select made.id, target, true
      from made, (select distinct value as target from jsonb_array_elements_text(${targets}::jsonb) order by 1) as targets returning 1),
    turns as (
      insert into operation_turns (operation_id, line, slot, max_in_slot, order_at)
      select made.id, ${turn?.line ?? ""}::text, ${turn?.slot ?? ""}::text, ${turn?.maxInSlot ?? 0}::integer, ${turn?.orderAt ?? null}::text
      from made where ${turn !== undefined}::boolean returning 1)
    select id from made`.execute(db);
  return rows[0]?.id;
}
