// Operations that wait for their turn. An index lets one of a line be under way, and a trigger passes the turn on when it has ended,
// whichever statement ended it (migrations.ts): so it is the same on however many servers.
import { type Kysely, sql } from "kysely";
import { ACTIVE_STATES, FINAL_STATES } from "#lib/domain/operations/operation-state.ts";
import type { OperationStore } from "#lib/operations/engine/operation-store.ts";
import { type TurnWait, WAIT_REASONS } from "#lib/operations/engine/operation-turn.ts";
import type { QueuePlace, TurnStore } from "#lib/operations/engine/turn-store.ts";
import { inSight } from "./in-sight.ts";
import { isIn } from "./operation-moves.ts";
import { falseIfReserved } from "./operation-targets.ts";
import type { Schema } from "./schema.ts";

export function createTurnStore(db: Kysely<Schema>, operations: Pick<OperationStore, "get">): TurnStore {
  return {
    async due(limit) {
      const { rows } = await sql<{ id: string }>`select id from operations join operation_turns on operation_id = id
        where state = 'queued' and run_after <= now() and lease_owner is null and not is_begun order by created_at limit ${limit}`.execute(
        db,
      );
      return rows.map(({ id }) => id);
    },
    async find(operationId) {
      const row = await db.selectFrom("operation_turns").selectAll().where("operation_id", "=", operationId).executeTakeFirst();
      const operation = row && (await operations.get(operationId));
      if (!row || !operation) return undefined;
      const { line, slot, max_in_slot: maxInSlot, order_at: orderAt, is_begun: isBegun } = row;
      return { line, slot, maxInSlot, ...(orderAt === null ? {} : { orderAt }), isBegun, operation };
    },
    async countBefore(operationId) {
      const { rows } = await sql<{ before: number }>`with ${active()}
        select (place - 1)::integer as before from active where operation_id = ${operationId}`.execute(db);
      return rows[0]?.before ?? 0;
    },
    async countInSlot(operationId) {
      const { rows } = await sql<{ count: number }>`with ${active()}
        select count(*)::integer as count from active other, active own
        where own.operation_id = ${operationId} and other.slot = own.slot and other.operation_id <> own.operation_id
          and (other.is_begun or (other.reason = 'slot' and other.created_at < own.created_at))`.execute(db);
      return rows[0]?.count ?? 0;
    },
    async begin(operationId) {
      await letGoOfWhatIsOver(db, operationId);
      // The operation is locked before its turn, as what ends it does: one that has been cancelled meanwhile is seen to be over.
      const { rows } = await sql`with operation as (
          select id from operations where id = ${operationId} and ${isIn(ACTIVE_STATES)} for update)
        update operation_turns set is_begun = true, reason = null, wait_text = null from operation where operation_id = operation.id
        returning 1`
        .execute(db)
        .catch((error: unknown) => ({ rows: falseIfReserved(error) || [] }));
      return rows.length > 0;
    },
    async wait(operationId, { reason, text }, lookAgainMs) {
      await sql`with waiting as (
          update operations set run_after = now() + ${lookAgainMs}::float8 * interval '1 millisecond'
          where id = ${operationId} and state = 'queued' and lease_owner is null and run_after <= now() returning id)
        update operation_turns set reason = ${reason}, wait_text = ${text} from waiting where operation_id = waiting.id`.execute(db);
    },
    async waitNoMore(operationId) {
      await sql`update operations set run_after = now() where id = ${operationId} and state = 'queued' and lease_owner is null
        and exists (select 1 from operation_turns where operation_id = ${operationId} and not is_begun and reason is not null)`.execute(db);
    },
    async places(operationIds, sight) {
      const { rows } = await sql<{ id: string; place: number; before_id: string | null; title: string | null }>`with ${active()}
        select active.operation_id as id, active.place::integer as place, operations.id as before_id, operations.title
        from active left join operations on operations.id = active.before_id and ${inSight(sight, "subject_id")}
        where active.operation_id in (${sql.join(["", ...operationIds])}) and not active.is_begun`.execute(db);
      return new Map(rows.map((row) => [row.id, toPlace(row)]));
    },
  };
}

/** Of these operations, those that have a turn which has not come. */
export async function waitsOf(db: Kysely<Schema>, operationIds: readonly string[]): Promise<Map<string, Partial<TurnWait>>> {
  const rows = await db
    .selectFrom("operation_turns")
    .select(["operation_id", "reason", "wait_text"])
    .where("operation_id", "in", ["", ...operationIds])
    .where("is_begun", "=", false)
    .execute();
  return new Map(rows.map((row) => [row.operation_id, toWait(row)]));
}

export async function giveTurnBack(db: Kysely<Schema>, operationId: string, text: string): Promise<void> {
  await db
    .updateTable("operation_turns")
    .set({ is_begun: false, reason: "azure", wait_text: text })
    .where("operation_id", "=", operationId)
    .execute();
  // Its place is free: whoever waits for one is looked at, as when it had ended (migrations.ts).
  await sql`update operations set run_after = now() where id in (
      select waiting.id from operations waiting join operation_turns other on other.operation_id = waiting.id
        join operation_turns own on own.operation_id = ${operationId}
      where waiting.state = 'queued' and waiting.run_after > now() and waiting.id <> own.operation_id and not other.is_begun
        and ((other.line = own.line and other.reason is not null) or (other.slot = own.slot and other.reason = 'slot'))
      for update of waiting skip locked)`.execute(db);
}

/** Nothing that is over holds up the line of this one. */
async function letGoOfWhatIsOver(db: Kysely<Schema>, operationId: string): Promise<void> {
  await sql`with over as (
      select operations.id from operations join operation_turns turn on turn.operation_id = operations.id
      where turn.is_begun and turn.line = (select line from operation_turns where operation_id = ${operationId}) and ${isIn(FINAL_STATES)}
      for update of operations)
    update operation_turns set is_begun = false from over where operation_id = over.id`.execute(db);
}

/** What another version wrote and this one does not know is left out. */
function toWait({ reason, wait_text: text }: { reason: string | null; wait_text: string | null }): Partial<TurnWait> {
  const known = WAIT_REASONS.find((one) => one === reason);
  return { ...(known ? { reason: known } : {}), ...(text === null ? {} : { text }) };
}

/** Those that are not over, each with its place in its line and what is right before it. */
function active() {
  const order = sql`(partition by turn.line order by turn.is_begun desc, turn.order_at collate "C" nulls last, operation.created_at, operation.id)`;
  return sql`active as (
    select turn.operation_id, turn.slot, turn.is_begun, turn.reason, operation.created_at,
      row_number() over ${order} as place, lag(turn.operation_id) over ${order} as before_id
    from operation_turns turn
    join (select id, created_at from operations where ${isIn(ACTIVE_STATES)}) operation on operation.id = turn.operation_id)`;
}

function toPlace(row: { place: number; before_id: string | null; title: string | null }): QueuePlace {
  const behind = row.before_id !== null && row.title !== null ? { behind: { id: row.before_id, title: row.title } } : {};
  return { position: row.place, ...behind };
}
