import { type Kysely, sql } from "kysely";
import type { OverlapRecord, OverlapStore } from "#lib/services/ports/overlaps.ts";
import { markStale } from "./estate/mark-stale.ts";
import { type RecordRow, toMeasurementRecord } from "./measurement-store.ts";
import type { Schema } from "./schema.ts";
import { isWhole, type OnDamagedRow, SEALED, sealOf } from "./seal.ts";

const records = SEALED.measurements;

export function createOverlapStore(db: Kysely<Schema>, onDamaged: OnDamagedRow = () => undefined): OverlapStore {
  const rows = () =>
    db.selectFrom("diff_overlaps").select(SEALED.diff_overlaps).select(isWhole("diff_overlaps", "diff_overlaps").as("is_whole"));
  const read = async (query: ReturnType<typeof rows>) => {
    const found = await query.execute();
    for (const row of found) if (!row.is_whole) onDamaged("diff_overlaps", `${row.snapshot_unique_id} ${row.next_unique_id}`);
    return found.filter((row) => row.is_whole).map(toRecord);
  };
  return {
    all: () => read(rows()),
    of: async (snapshotUniqueIds) =>
      snapshotUniqueIds.length === 0 ? [] : read(rows().where("snapshot_unique_id", "in", [...snapshotUniqueIds])),
    async put({ snapshotUniqueId, baseUniqueId, nextUniqueId, bytes }) {
      // In one statement, as a measurement is: whatever comes between, what is shown of the snapshot follows.
      await sql`with given as (
          select ${snapshotUniqueId}::text as snapshot_unique_id, ${baseUniqueId ?? ""}::text as base_unique_id,
            ${nextUniqueId}::text as next_unique_id, ${bytes}::float8 as bytes),
        put as (
          insert into diff_overlaps (snapshot_unique_id, base_unique_id, next_unique_id, bytes, seal)
          select snapshot_unique_id, base_unique_id, next_unique_id, bytes, ${sealOf("diff_overlaps", "given")} from given
          on conflict (snapshot_unique_id, base_unique_id, next_unique_id) do update set bytes = excluded.bytes, seal = excluded.seal)
        ${markStale(snapshotUniqueId)}`.execute(db);
    },
    async missing(snapshotUniqueIds) {
      if (snapshotUniqueIds?.length === 0) return [];
      const fields = (row: "o" | "n") =>
        sql`jsonb_build_object(${sql.join(records.flatMap((name) => [sql.lit(name), sql.ref(`${row}.${name}`)]))}) || jsonb_build_object('is_whole', ${isWhole("measurements", row)})`;
      const ids = snapshotUniqueIds && sql.join(snapshotUniqueIds);
      const found = await sql<{ older: RecordRow; newer: RecordRow }>`
        select ${fields("o")} as older, ${fields("n")} as newer
        from measurements o join measurements n on n.base_unique_id = o.snapshot_unique_id
        left join diff_overlaps x on x.snapshot_unique_id = o.snapshot_unique_id and x.base_unique_id = o.base_unique_id
          and x.next_unique_id = n.snapshot_unique_id
        where x.bytes is null and not o.is_collected and not n.is_collected
          ${ids ? sql`and (o.snapshot_unique_id in (${ids}) or n.snapshot_unique_id in (${ids}))` : sql``}
        order by o.measured_at`.execute(db);
      return found.rows.flatMap(({ older, newer }) =>
        older.is_whole && newer.is_whole ? [{ older: toMeasurementRecord(older), newer: toMeasurementRecord(newer) }] : [],
      );
    },
  };
}

function toRecord(row: { snapshot_unique_id: string; base_unique_id: string; next_unique_id: string; bytes: number }): OverlapRecord {
  return {
    snapshotUniqueId: row.snapshot_unique_id,
    baseUniqueId: row.base_unique_id === "" ? null : row.base_unique_id,
    nextUniqueId: row.next_unique_id,
    bytes: row.bytes,
  };
}
