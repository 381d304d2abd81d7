// Rows as records. JSON and names of states are parsed, not believed: another version may have written them. What this
// one cannot read takes nothing from the rest of the record, and an operation of which the state is not known is
// shown as failed, with the reason.
import type { Selectable } from "kysely";
import { z } from "zod";
import { ITEM_STATES } from "#lib/domain/operations/operation-item.ts";
import { OPERATION_STATES } from "#lib/domain/operations/operation-state.ts";
import { STEP_STATES } from "#lib/domain/operations/operation-steps.ts";
import type { OperationError, OperationRecord, StepRecord } from "#lib/operations/engine/operation-store.ts";
import type { OperationStepTable, OperationTable } from "./schema.ts";
import { toPrincipal } from "./stored-principal.ts";

const operationState = z.enum(OPERATION_STATES);
const storedPayload = z.record(z.string(), z.unknown());
const storedError = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });
const storedRows = z.array(z.object({ id: z.string(), state: z.enum(ITEM_STATES), detail: z.string().optional() }));
const stepState = z.enum(STEP_STATES);
const storedCheckpoint = z.union([z.strictObject({ kept: z.unknown() }), z.strictObject({ result: z.unknown() })]);

type Sealed<Table> = Selectable<Table> & { is_whole: boolean };

export function toOperationRecord(
  row: Sealed<OperationTable>,
  steps: Sealed<OperationStepTable>[],
  targetKeys: string[],
  waits: OperationRecord["waits"],
): OperationRecord {
  return {
    id: row.id,
    kind: row.kind,
    ...stateOf(row),
    title: row.title,
    // No kind takes an empty one: what is damaged is not run.
    payload: (row.is_whole && storedPayload.safeParse(row.payload).data) || {},
    ...(row.subject_id ? { subjectId: row.subject_id } : {}),
    targetKeys,
    ...(row.result_id ? { resultId: row.result_id } : {}),
    ...(row.state === "queued" && row.error !== null ? { nextAttemptAt: row.run_after.toISOString() } : {}),
    ...(row.delay_ms > 0 && row.started_at === null && row.state === "queued" ? { notBefore: row.run_after.toISOString() } : {}),
    ...(waits === undefined ? {} : { waits }),
    ...(row.rows === null ? {} : { rows: storedRows.safeParse(row.rows).data ?? [] }),
    percent: row.percent,
    progressText: row.progress_text,
    doneBytes: row.done_bytes,
    totalBytes: row.total_bytes,
    attempts: row.attempts,
    failures: row.failures,
    requestId: row.request_id,
    requestedBy: toPrincipal(row.requested_by),
    ...(row.cli ? { cli: row.cli } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    updatedAt: row.updated_at.toISOString(),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    steps: steps.map(toStep),
  };
}

function stateOf(row: Selectable<OperationTable>): Pick<OperationRecord, "state" | "error"> {
  const state = operationState.safeParse(row.state).data;
  if (!state) return { state: "failed", error: unreadable(`Its state, ${JSON.stringify(row.state)}, is not known to this one.`) };
  if (row.error === null) return { state };
  return { state, error: storedError.safeParse(row.error).data ?? unreadable("Why it failed cannot be read.") };
}

function unreadable(what: string): OperationError {
  return { code: "internal", message: `Another version of Snapscope wrote this. ${what}`, retryable: false };
}

/** One that is damaged is done again: it looks at what there is before it acts. */
function toStep(row: Sealed<OperationStepTable>): StepRecord {
  const checkpoint = row.is_whole ? storedCheckpoint.safeParse(row.checkpoint).data : undefined;
  return {
    name: row.name,
    title: row.title,
    state: (row.is_whole && stepState.safeParse(row.state).data) || "pending",
    attempts: row.attempts,
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    ...(row.detail ? { detail: row.detail } : {}),
    ...(checkpoint ? { checkpoint } : {}),
  };
}
