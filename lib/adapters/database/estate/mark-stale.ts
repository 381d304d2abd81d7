import { type RawBuilder, sql } from "kysely";

/** What the views show of a snapshot is derived again at the next look. */
export function markStale(snapshotUniqueId: string): RawBuilder<unknown> {
  return sql`update view_snapshots set stale = stale + 1 where unique_id = ${snapshotUniqueId}`;
}
