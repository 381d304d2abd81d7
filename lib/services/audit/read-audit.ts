// The audit log as the asker may see it.
import { z } from "zod";
import type { AuditEntry, AuditQuery, auditList } from "#lib/contract/audit.ts";
import { type CsvColumn, csvLines, toCsv } from "#lib/domain/csv.ts";
import { eventsAbout } from "#lib/domain/operations/audit-event.ts";
import { readSight } from "#lib/services/inventory/read-sight.ts";
import type { AuditFilter, AuditLog, AuditRecord } from "#lib/services/ports/audit-log.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "#lib/services/ports/estate.ts";

interface AuditDeps {
  auditLog: AuditLog;
  estate: Pick<Estate, "places">;
}

/** Newest first. */
export async function readAudit(deps: AuditDeps, query: AuditQuery, context: CallContext): Promise<z.infer<typeof auditList>> {
  const { limit } = query;
  // One more than asked for tells whether there is another page.
  const found = await deps.auditLog.list({ ...(await filterOf(deps, query, context)), limit: limit + 1 });
  const items = found.slice(0, limit).map(toEntry);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last ? { nextCursor: String(last.seq) } : {}) };
}

const PAGE = 500;

/** Everything the filter takes, with each entry as it was written: its hash can be reckoned from that. */
export async function* auditCsv(deps: AuditDeps, query: AuditQuery, context: CallContext): AsyncGenerator<string> {
  const filter = await filterOf(deps, query, context);
  let beforeSeq = filter.beforeSeq;
  for (let isFirst = true; ; isFirst = false) {
    const rows = await deps.auditLog.list({ ...filter, ...(beforeSeq === undefined ? {} : { beforeSeq }), limit: PAGE });
    yield isFirst ? toCsv(columns, rows.map(toCsvRow)) : csvLines(columns, rows.map(toCsvRow));
    beforeSeq = rows.at(-1)?.seq;
    if (rows.length < PAGE || beforeSeq === undefined) return;
  }
}

async function filterOf(
  deps: AuditDeps,
  { event, about, seq, operation, q, cursor }: AuditQuery,
  context: CallContext,
): Promise<Omit<AuditFilter, "limit">> {
  return {
    sight: await readSight(deps, context),
    ...(event || about ? { events: eventsAbout(about).filter((one) => event === undefined || one === event) } : {}),
    ...(seq === undefined ? {} : { seq }),
    ...(operation === undefined ? {} : { operationId: operation }),
    ...(q === undefined ? {} : { text: q }),
    ...(cursor === undefined ? {} : { beforeSeq: Number(cursor) }),
  };
}

const facts = z.record(z.string(), z.unknown()).optional().catch(undefined);
const text = z.string().optional().catch(undefined);

/** What is odd in an entry is left out of it, never the entry. */
const written = z.object({
  at: z.string(),
  event: text,
  who: z.object({ name: z.string() }).catch({ name: "Recorded by another version" }),
  subject: text,
  title: text,
  kind: text,
  operationId: text,
  requestId: text,
  input: facts,
  before: facts,
  after: facts,
});

function toEntry({ seq, body, hash }: AuditRecord): AuditEntry {
  const { who, ...entry } = written.parse(JSON.parse(body));
  return { seq, ...entry, who: who.name, hash };
}

type CsvRow = AuditEntry & { body: string };

function toCsvRow(record: AuditRecord): CsvRow {
  return { ...toEntry(record), body: record.body };
}

const columns: CsvColumn<CsvRow>[] = [
  { header: "seq", value: (row) => row.seq },
  { header: "at_utc", value: (row) => row.at },
  { header: "event", value: (row) => row.event },
  { header: "who", value: (row) => row.who },
  { header: "kind", value: (row) => row.kind },
  { header: "title", value: (row) => row.title },
  { header: "subject", value: (row) => row.subject },
  { header: "operation_id", value: (row) => row.operationId },
  { header: "request_id", value: (row) => row.requestId },
  { header: "entry", value: (row) => row.body },
  { header: "hash", value: (row) => row.hash },
];
