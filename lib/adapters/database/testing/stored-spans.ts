// Test aid: all spans of a scope as they are stored, whoever may see them.
import { type Kysely, sql } from "kysely";
import type { Schema } from "#lib/adapters/database/schema.ts";
import type { StoredRelation } from "#lib/services/ports/stored-history.ts";

export interface StoredSpan extends Omit<StoredRelation, "createdAt"> {
  /** Half-open [since, until), ISO times; until is absent while it holds. */
  since: string;
  until?: string;
  bytes: number | null;
  seenSince: string;
}

/** Oldest first. */
export async function storedSpans(db: Kysely<Schema>, scope: string): Promise<StoredSpan[]> {
  const { rows } = await sql<Record<string, string> & { since: Date; until: Date | null; seen_since: Date; bytes: number | null }>`
    select * from stored_spans where scope = ${scope} order by since, snapshot_unique_id`.execute(db);
  return rows.map(
    (row): StoredSpan => ({
      snapshotUniqueId: row.snapshot_unique_id ?? "",
      baseUniqueId: row.base_unique_id || null,
      subscriptionId: row.subscription_id ?? "",
      resourceGroup: row.resource_group ?? "",
      location: row.location ?? "",
      since: row.since.toISOString(),
      ...(row.until ? { until: row.until.toISOString() } : {}),
      seenSince: row.seen_since.toISOString(),
      bytes: row.bytes,
    }),
  );
}
