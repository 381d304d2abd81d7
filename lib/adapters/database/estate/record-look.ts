// One snapshot as Azure gave it by itself, between two readings of all. Only for what may move without anything else
// following from it, such as how far a copy is: its own chain is derived again and nothing more.
import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { snapshotBody } from "./fact-bodies.ts";
import { factHash } from "./record-reading.ts";

export async function recordLook(db: Kysely<Schema>, scope: string, snapshot: Snapshot, at: string): Promise<void> {
  const key = resourceKey(snapshot.id);
  const { rows } = await sql<{ body: unknown; body_hash: string }>`select body, body_hash from estate_snapshots
    where scope = ${scope} and resource_key = ${key} and unique_id = ${snapshot.uniqueId} and gone_at is null`.execute(db);
  if (!rows[0]) return;
  const known = snapshotBody.parse(rows[0].body);
  // Its names stay as people write them.
  const body: Snapshot = { ...snapshot, id: known.id, resourceGroup: known.resourceGroup };
  const hash = factHash(body);
  if (hash === rows[0].body_hash) return;
  await sql`with looked as (
      update estate_snapshots set body = ${JSON.stringify(body)}::jsonb, body_hash = ${hash}, changed_at = ${at}, last_seen_at = ${at}
      where scope = ${scope} and resource_key = ${key} and unique_id = ${snapshot.uniqueId} and gone_at is null and changed_at <= ${at}
      returning unique_id)
    update view_snapshots v set stale = v.stale + 1 from looked where v.unique_id = looked.unique_id`.execute(db);
}
