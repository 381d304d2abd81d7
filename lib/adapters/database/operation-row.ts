import type { Selectable } from "kysely";
import type { OperationState } from "#lib/domain/operations/operation-state.ts";
import type { OperationRecord, StepRecord } from "#lib/operations/engine/operation-store.ts";
import type { OperationStepTable, OperationTable } from "./schema.ts";

export function toOperationRecord(row: Selectable<OperationTable>, steps: Selectable<OperationStepTable>[]): OperationRecord {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state as OperationState,
    title: row.title,
    payload: row.payload,
    ...(row.subject_id ? { subjectId: row.subject_id } : {}),
    ...(row.result_id ? { resultId: row.result_id } : {}),
    ...(row.error ? { error: row.error } : {}),
    percent: row.percent,
    progressText: row.progress_text,
    doneBytes: row.done_bytes,
    totalBytes: row.total_bytes,
    attempts: row.attempts,
    failures: row.failures,
    requestId: row.request_id,
    requestedBy: row.requested_by,
    ...(row.cli ? { cli: row.cli } : {}),
    createdAt: row.created_at.toISOString(),
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    updatedAt: row.updated_at.toISOString(),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    steps: steps.map(toStep),
  };
}

function toStep(row: Selectable<OperationStepTable>): StepRecord {
  return {
    name: row.name,
    title: row.title,
    state: row.state as StepRecord["state"],
    attempts: row.attempts,
    ...(row.started_at ? { startedAt: row.started_at.toISOString() } : {}),
    ...(row.finished_at ? { finishedAt: row.finished_at.toISOString() } : {}),
    ...(row.detail ? { detail: row.detail } : {}),
    ...(row.checkpoint === null ? {} : { checkpoint: row.checkpoint }),
  };
}
