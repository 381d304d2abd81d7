// Spans of stored bytes in stored_spans: one row a span, at most one of a snapshot that holds (until is null). Each write
// is one statement, and the same told again writes nothing, so a reading that broke off midway is simply told anew.
//
// The pages two snapshots differ in never change, so a measurement is true of every span of that pair, also of one that
// ended while it was being measured; and a span of a pair that was measured before begins with its bytes.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { StoredHistory, StoredRelation } from "#lib/services/ports/stored-history.ts";
import { type Columns, inChunks, names, relation } from "./estate/write-rows.ts";
import type { Schema } from "./schema.ts";
import { isWhole } from "./seal.ts";

/** base_unique_id is '' where all data is the snapshot's own, as in measurements. */
const SPAN: Columns = {
  snapshot_unique_id: "text",
  base_unique_id: "text",
  subscription_id: "text",
  resource_group: "text",
  location: "text",
};
const RELATION: Columns = { ...SPAN, created_at: "text" };

export function createStoredHistory(db: Kysely<Schema>, scope: string): StoredHistory {
  return {
    async relate(at, present, goneUniqueIds) {
      for (const chunk of inChunks(goneUniqueIds)) {
        const gone = relation(
          chunk.map((id) => ({ id })),
          { id: "text" },
          "g",
        );
        // A clock that runs behind Azure's never makes a span that ends before it begins.
        await sql`update stored_spans s set until = greatest(s.since, ${at}::timestamptz),
            seen_until = ${seenUntil(scope, sql`g.id`)}
          from ${gone} where s.scope = ${scope} and s.until is null and s.snapshot_unique_id = g.id`.execute(db);
      }
      for (const chunk of inChunks(present)) await relateChunk(db, scope, at, chunk);
      // Measurements whose bytes did not come here, because the server stopped between the two.
      await sql`update stored_spans s set bytes = m.bytes from measurements m where s.scope = ${scope} and s.bytes is null
        and m.snapshot_unique_id = s.snapshot_unique_id and m.base_unique_id = s.base_unique_id and ${isWhole("measurements", "m")}`.execute(
        db,
      );
    },
    async measured(snapshotUniqueId, baseUniqueId, bytes) {
      await sql`update stored_spans set bytes = ${bytes} where scope = ${scope} and snapshot_unique_id = ${snapshotUniqueId}
        and base_unique_id = ${baseUniqueId ?? ""} and bytes is distinct from ${bytes}`.execute(db);
    },
  };
}

/** When what is gone was seen last: from then on it is assumed that it was still there. Not known: null. */
function seenUntil(scope: string, uniqueId: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select max(f.last_seen_at)::timestamptz from estate_snapshots f
    where f.scope = ${scope} and f.unique_id = ${uniqueId} and f.gone_at is not null)`;
}

/** The span against another base ends and the next begins in one statement; an older reading that comes late says nothing. */
async function relateChunk(db: Kysely<Schema>, scope: string, at: string, present: readonly StoredRelation[]): Promise<void> {
  const told = relation(present.map(toRow), RELATION, "n");
  await sql`with told as (select * from ${told}),
    ended as (
      update stored_spans s set until = ${at}::timestamptz, seen_until = ${seenUntil(scope, sql`s.base_unique_id`)} from told n
      where s.scope = ${scope} and s.until is null and s.snapshot_unique_id = n.snapshot_unique_id
        and s.base_unique_id <> n.base_unique_id and s.since < ${at}::timestamptz
      returning s.snapshot_unique_id),
    -- Asked for as a whole before the first row is inserted: of one snapshot two must not hold at once.
    all_ended as (select array_agg(snapshot_unique_id) ids from ended),
    known as (
      select s.snapshot_unique_id, bool_or(s.until is null) holds, max(coalesce(s.until, s.since)) last_at
      from stored_spans s where s.scope = ${scope} and s.snapshot_unique_id in (select snapshot_unique_id from told)
      group by s.snapshot_unique_id)
    insert into stored_spans (scope, ${names(SPAN)}, since, seen_since, bytes)
    select ${scope}, n.snapshot_unique_id, n.base_unique_id, n.subscription_id, n.resource_group, n.location,
      case when k.snapshot_unique_id is null then n.created_at::timestamptz else ${at}::timestamptz end, ${at}::timestamptz, m.bytes
    from told n cross join all_ended e
      left join known k using (snapshot_unique_id)
      left join measurements m on m.snapshot_unique_id = n.snapshot_unique_id and m.base_unique_id = n.base_unique_id
        and ${isWhole("measurements", "m")}
    where k.snapshot_unique_id is null or n.snapshot_unique_id = any (e.ids) or (not k.holds and k.last_at <= ${at}::timestamptz)
    on conflict do nothing`.execute(db);
  // Moved to another group: who sees it there sees its past.
  await sql`update stored_spans s set subscription_id = n.subscription_id, resource_group = n.resource_group from ${told}
    where s.scope = ${scope} and s.snapshot_unique_id = n.snapshot_unique_id
      and (lower(s.subscription_id), lower(s.resource_group)) <> (lower(n.subscription_id), lower(n.resource_group))`.execute(db);
}

function toRow(one: StoredRelation) {
  return {
    snapshot_unique_id: one.snapshotUniqueId,
    base_unique_id: one.baseUniqueId ?? "",
    subscription_id: one.subscriptionId,
    resource_group: one.resourceGroup,
    location: one.location,
    created_at: one.createdAt,
  };
}
