// The audit log as it is read. It is written by the database itself (migration.ts).
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import type { AuditFilter, AuditLog, AuditRecord } from "#lib/services/ports/audit-log.ts";

export function createAuditLog(db: Kysely<Schema>): AuditLog {
  return { list: (filter) => list(db, filter) };
}

async function list(db: Kysely<Schema>, filter: AuditFilter): Promise<AuditRecord[]> {
  const { rows } = await sql<{ seq: string; body: string; hash: string }>`
    select seq::text, body::text, hash from audit_entries where ${sql.join(conditionsOf(filter), sql` and `)}
    order by audit_entries.seq desc limit ${filter.limit}`.execute(db);
  return rows.map(({ seq, ...rest }) => ({ seq: Number(seq), ...rest }));
}

function conditionsOf({ events, seq, operationId, text, sight, beforeSeq }: AuditFilter): RawBuilder<boolean>[] {
  const found = [inSightOfEntry(sight)];
  if (events) found.push(sql<boolean>`event = any(${sql.val([...events])}::text[])`);
  if (seq !== undefined) found.push(sql<boolean>`audit_entries.seq = ${seq}`);
  if (operationId !== undefined) found.push(sql<boolean>`operation_id = ${operationId}`);
  if (beforeSeq !== undefined) found.push(sql<boolean>`audit_entries.seq < ${beforeSeq}`);
  if (text !== undefined)
    found.push(
      sql<boolean>`position(lower(${text}::text) in lower(concat_ws(' ', subject, body ->> 'title', body -> 'who' ->> 'name', operation_id))) > 0`,
    );
  return found;
}

/** As an operation or an access is seen: one's own with what others did to it, and what is about something one may read; of several things, all of them. */
function inSightOfEntry({ identity, beginnings }: AuditFilter["sight"]): RawBuilder<boolean> {
  const begins = sql`select 1 from jsonb_array_elements_text(${JSON.stringify(beginnings)}::jsonb) as begins`;
  const targets = sql`select 1 from operation_targets t where t.operation_id = audit_entries.operation_id`;
  const own = sql`select 1 from operations o where o.id = audit_entries.operation_id and o.requested_by ->> 'identity' = ${identity}`;
  // As of the operation itself: what it names in another subscription is for who reads that too. A read access names one snapshot.
  const elsewhere = sql`${targets} and not starts_with(t.target_key, '/subscriptions/' || split_part(lower(subject), '/', 3) || '/')
    and not exists (${begins} where starts_with(t.target_key, begins))`;
  return sql<boolean>`(who = ${identity} or exists (${own})
    or (exists (${begins} where starts_with(lower(subject), begins)) and (not body ? 'kind' or not exists (${elsewhere})))
    or (subject is null and exists (${targets}) and not exists (${targets} and not exists (${begins} where starts_with(t.target_key, begins)))))`;
}
