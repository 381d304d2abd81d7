import type { OperationQuery, OperationRow } from "#lib/contract/operations.ts";
import { type CsvColumn, csvLines, toCsv } from "#lib/domain/csv.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { allOperations } from "./all-operations.ts";
import type { OperationDesk } from "./operation-desk.ts";
import { filterOf } from "./operation-requests.ts";

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
  { header: "outcome", value: (row) => row.outcome },
];

/** Everything the filter shows, by the page: there may be more than is held in memory at once. */
export async function* operationsCsv(deps: { desk: OperationDesk }, query: OperationQuery, context: CallContext): AsyncGenerator<string> {
  let isFirst = true;
  for await (const rows of allOperations({ list: (filter) => deps.desk.list(filter, context) }, filterOf(query))) {
    yield isFirst ? toCsv(columns, rows) : csvLines(columns, rows);
    isFirst = false;
  }
}
