// What webhooks are to be told. A trigger writes an event in the statement that ends an operation (migrations.ts), so a crash loses none;
// who sends takes it for a while, so that a sender that dies leaves it to the next.
import { type Kysely, sql } from "kysely";
import { z } from "zod";
import { WEBHOOK_EVENTS, type WebhookNote } from "#lib/domain/operations/webhook.ts";
import type { WebhookOutbox } from "#lib/services/ports/webhooks.ts";
import type { Schema } from "./schema.ts";

/** Events nobody has to be told of any more, and what became of them. */
const KEPT_DAYS = 7;

const stored = z.object({
  kind: z.string(),
  title: z.string(),
  requestedBy: z.string().nullish(),
  resultId: z.string().nullish(),
  error: z.string().nullish(),
});

export function createWebhookOutbox(db: Kysely<Schema>): WebhookOutbox {
  return {
    async spread(hooks) {
      const wanted = hooks.flatMap(({ name, events }) => events.map((event) => ({ name, event })));
      await sql`with fresh as (update webhook_events set is_spread = true where not is_spread returning id, event)
        insert into webhook_deliveries (event_id, hook)
        select fresh.id, wanted.name from fresh
          join jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted(name text, event text) on wanted.event = fresh.event
        on conflict do nothing`.execute(db);
      await sql`delete from webhook_events where is_spread and at < now() - ${KEPT_DAYS}::integer * interval '1 day'`.execute(db);
    },
    async take(hooks, limit, leaseMs) {
      // By the place of each in its hook's own queue: one hook with much to be told does not keep the others waiting.
      const { rows } = await sql<{
        hook: string;
        attempts: number;
        id: string;
        event: string;
        at: Date;
        operation_id: string;
        body: unknown;
      }>`
        with ranked as (
          select event_id, hook, row_number() over (partition by hook order by next_at) as place from webhook_deliveries
          where ${isDue} and hook in (${sql.join(["", ...hooks])})),
        due as (
          select event_id, hook from webhook_deliveries join ranked using (event_id, hook) where ${isDue}
          order by place, next_at limit ${limit} for update of webhook_deliveries skip locked),
        taken as (
          update webhook_deliveries delivery set attempts = attempts + 1, next_at = now() + ${leaseMs}::float8 * interval '1 millisecond'
          from due where delivery.event_id = due.event_id and delivery.hook = due.hook
          returning delivery.event_id, delivery.hook, delivery.attempts)
        select taken.hook, taken.attempts, event.id, event.event, event.at, event.operation_id, event.body
        from taken join webhook_events event on event.id = taken.event_id`.execute(db);
      const read = rows.map((row) => ({ row, note: noteOf(row) }));
      for (const { row, note } of read) if (!note) await giveUp(db, row);
      return read.flatMap(({ row: { hook, attempts }, note }) => (note ? [{ hook, attempts, note }] : []));
    },
    async sent({ hook, note }) {
      await sql`update webhook_deliveries set sent_at = now(), last_error = null where event_id = ${note.id} and hook = ${hook}`.execute(
        db,
      );
    },
    async failed({ hook, note }, { text, waitMs, giveUpMs }) {
      const { rows } = await sql<{ given_up: boolean }>`update webhook_deliveries delivery
        set last_error = ${text}, next_at = now() + ${waitMs}::float8 * interval '1 millisecond',
          given_up_at = case when event.at < now() - ${giveUpMs}::float8 * interval '1 millisecond' then now() end
        from webhook_events event
        where delivery.event_id = ${note.id} and delivery.hook = ${hook} and event.id = delivery.event_id
        returning given_up_at is not null as given_up`.execute(db);
      return rows[0]?.given_up ?? false;
    },
    async standings() {
      const { rows } = await sql<{ hook: string; waiting: number; given_up: number; last_sent: Date | null; last_error: string | null }>`
        select hook, count(*) filter (where sent_at is null and given_up_at is null)::integer as waiting,
          count(given_up_at)::integer as given_up, max(sent_at) as last_sent,
          (array_agg(last_error order by next_at desc) filter (where last_error is not null))[1] as last_error
        from webhook_deliveries group by hook order by hook`.execute(db);
      return rows.map((row) => ({
        hook: row.hook,
        waiting: row.waiting,
        givenUp: row.given_up,
        ...(row.last_sent ? { lastSentAt: row.last_sent.toISOString() } : {}),
        ...(row.last_error === null ? {} : { lastError: row.last_error }),
      }));
    },
  };
}

const isDue = sql<boolean>`(sent_at is null and given_up_at is null and next_at <= now())`;

/** Undefined: nobody can read what is stored. */
function noteOf(row: Parameters<typeof toNote>[0]): WebhookNote | undefined {
  try {
    return toNote(row);
  } catch {
    return undefined;
  }
}

async function giveUp(db: Kysely<Schema>, { id, hook }: { id: string; hook: string }): Promise<void> {
  await sql`update webhook_deliveries set given_up_at = now(), last_error = 'What was stored of it cannot be read.'
    where event_id = ${id} and hook = ${hook}`.execute(db);
}

function toNote({
  id,
  event,
  at,
  operation_id,
  body,
}: {
  id: string;
  event: string;
  at: Date;
  operation_id: string;
  body: unknown;
}): WebhookNote {
  const { kind, title, requestedBy, resultId, error } = stored.parse(body);
  return {
    id,
    event: z.enum(WEBHOOK_EVENTS).parse(event),
    at: at.toISOString(),
    operation: {
      id: operation_id,
      kind,
      title,
      requestedBy: requestedBy ?? "unknown",
      ...(resultId ? { resultId } : {}),
      ...(error ? { error } : {}),
    },
  };
}
