import { type Kysely, type Selectable, sql } from "kysely";
import type { MeasurementRecord, MeasurementStore } from "#lib/services/ports/measurements.ts";
import { markStale } from "./estate/mark-stale.ts";
import type { MeasurementTable, Schema } from "./schema.ts";

export function createMeasurementStore(db: Kysely<Schema>): MeasurementStore {
  return {
    async all() {
      return (await db.selectFrom("measurements").selectAll().execute()).map(toRecord);
    },
    async of(snapshotUniqueIds) {
      if (snapshotUniqueIds.length === 0) return [];
      const query = db.selectFrom("measurements").selectAll().where("snapshot_unique_id", "in", snapshotUniqueIds);
      return (await query.execute()).map(toRecord);
    },
    async find(snapshotUniqueId, baseUniqueId) {
      const row = await db
        .selectFrom("measurements")
        .selectAll()
        .where("snapshot_unique_id", "=", snapshotUniqueId)
        .where("base_unique_id", "=", baseUniqueId ?? "")
        .executeTakeFirst();
      return row && toRecord(row);
    },
    async put(record) {
      const row = toRow(record);
      const insert = db
        .insertInto("measurements")
        .values(row)
        .onConflict((conflict) => conflict.columns(["snapshot_unique_id", "base_unique_id"]).doUpdateSet(row));
      // In one statement: whatever comes between, what is shown of the snapshot follows.
      await sql`with put as (${insert}) ${markStale(record.snapshotUniqueId)}`.execute(db);
    },
  };
}

function toRecord(row: Selectable<MeasurementTable>): MeasurementRecord {
  return {
    snapshotUniqueId: row.snapshot_unique_id,
    snapshotId: row.snapshot_id,
    baseUniqueId: row.base_unique_id === "" ? null : row.base_unique_id,
    bytes: row.bytes,
    clearedBytes: row.cleared_bytes,
    writtenRanges: row.written_ranges,
    clearedRanges: row.cleared_ranges,
    artifactKey: row.artifact_key,
    measuredAt: row.measured_at,
  };
}

function toRow(record: MeasurementRecord): MeasurementTable {
  return {
    snapshot_unique_id: record.snapshotUniqueId,
    base_unique_id: record.baseUniqueId ?? "",
    snapshot_id: record.snapshotId,
    bytes: record.bytes,
    cleared_bytes: record.clearedBytes,
    written_ranges: record.writtenRanges,
    cleared_ranges: record.clearedRanges,
    artifact_key: record.artifactKey,
    measured_at: record.measuredAt,
  };
}
