import type { OperationRow } from "#lib/contract/operations.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";

const columns: CsvColumn<OperationRow>[] = [
  { header: "id", value: (row) => row.id },
  { header: "kind", value: (row) => row.kind },
  { header: "state", value: (row) => row.state },
  { header: "title", value: (row) => row.title },
  { header: "percent", value: (row) => row.percent },
  { header: "done_bytes", value: (row) => row.doneBytes },
  { header: "total_bytes", value: (row) => row.totalBytes },
  { header: "created_utc", value: (row) => row.createdAt },
  { header: "started_utc", value: (row) => row.startedAt },
  { header: "finished_utc", value: (row) => row.finishedAt },
  { header: "requested_by", value: (row) => row.requestedBy },
  { header: "attempts", value: (row) => row.attempts },
  { header: "subject_id", value: (row) => row.subjectId },
  { header: "result_id", value: (row) => row.resultId },
  { header: "error", value: (row) => row.error?.message },
];

export function operationsCsv(rows: OperationRow[]): string {
  return toCsv(columns, rows);
}
