// Spans of stored bytes in stored_spans: one row a span, at most one of a snapshot that holds (until is null). Each write
// is one statement, and the same told again writes nothing, so a reading that broke off midway is simply told anew.
//
// The pages two snapshots differ in never change, so a measurement is true of every span of that pair, also of one that
// ended while it was being measured; and a span of a pair that was measured before begins with its bytes.
import { type Kysely, sql } from "kysely";
import type { StoredHistory, StoredRelation } from "#lib/services/ports/stored-history.ts";
import { type Columns, inChunks, names, relation } from "./estate/write-rows.ts";
import type { Schema } from "./schema.ts";

/** base_unique_id is '' where all data is the snapshot's own, as in measurements. */
const RELATION: Columns = {
  snapshot_unique_id: "text",
  base_unique_id: "text",
  resource_key: "text",
  subscription_id: "text",
  resource_group: "text",
  location: "text",
  sku: "text",
  created_at: "text",
};

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
        await sql`update stored_spans s set until = greatest(s.since, ${at}::timestamptz) from ${gone}
          where s.scope = ${scope} and s.until is null and s.snapshot_unique_id = g.id`.execute(db);
      }
      for (const chunk of inChunks(present)) await relateChunk(db, scope, at, chunk);
    },
    async measured(snapshotUniqueId, baseUniqueId, bytes) {
      await sql`update stored_spans set bytes = ${bytes} where scope = ${scope} and snapshot_unique_id = ${snapshotUniqueId}
        and base_unique_id = ${baseUniqueId ?? ""} and bytes is distinct from ${bytes}`.execute(db);
    },
  };
}

/** The span against another base ends and the next begins in one statement; an older reading that comes late says nothing. */
async function relateChunk(db: Kysely<Schema>, scope: string, at: string, present: readonly StoredRelation[]): Promise<void> {
  const told = relation(present.map(toRow), RELATION, "n");
  await sql`with told as (select * from ${told}),
    ended as (
      update stored_spans s set until = ${at}::timestamptz from told n
      where s.scope = ${scope} and s.until is null and s.snapshot_unique_id = n.snapshot_unique_id
        and s.base_unique_id <> n.base_unique_id and s.since < ${at}::timestamptz
      returning s.snapshot_unique_id),
    -- A measurement whose bytes did not come here: the server stopped between the two.
    filled as (
      update stored_spans s set bytes = m.bytes from told n
        join measurements m on m.snapshot_unique_id = n.snapshot_unique_id and m.base_unique_id = n.base_unique_id
      where s.scope = ${scope} and s.until is null and s.bytes is null
        and s.snapshot_unique_id = n.snapshot_unique_id and s.base_unique_id = n.base_unique_id),
    -- Asked for as a whole before the first row is inserted: of one snapshot two must not hold at once.
    all_ended as (select array_agg(snapshot_unique_id) ids from ended),
    known as (
      select s.snapshot_unique_id, bool_or(s.until is null) holds, max(coalesce(s.until, s.since)) last_at
      from stored_spans s where s.scope = ${scope} and s.snapshot_unique_id in (select snapshot_unique_id from told)
      group by s.snapshot_unique_id)
    insert into stored_spans (scope, ${names(RELATION)}, since, seen_since, bytes)
    select ${scope}, n.snapshot_unique_id, n.base_unique_id, n.resource_key, n.subscription_id, n.resource_group,
      n.location, n.sku, n.created_at,
      case when k.snapshot_unique_id is null then n.created_at::timestamptz else ${at}::timestamptz end, ${at}::timestamptz, m.bytes
    from told n cross join all_ended e
      left join known k using (snapshot_unique_id)
      left join measurements m on m.snapshot_unique_id = n.snapshot_unique_id and m.base_unique_id = n.base_unique_id
    where k.snapshot_unique_id is null or n.snapshot_unique_id = any (e.ids) or (not k.holds and k.last_at <= ${at}::timestamptz)
    on conflict do nothing`.execute(db);
}

function toRow(one: StoredRelation) {
  return {
    snapshot_unique_id: one.snapshotUniqueId,
    base_unique_id: one.baseUniqueId ?? "",
    resource_key: one.resourceKey,
    subscription_id: one.subscriptionId,
    resource_group: one.resourceGroup,
    location: one.location,
    sku: one.sku,
    created_at: one.createdAt,
  };
}
