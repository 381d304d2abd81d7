import { type Insertable, type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { MeasuredArtifact, MeasurementRecord, MeasurementStore, StoredMeasurement } from "#lib/services/ports/measurements.ts";
import { markStale } from "./estate/mark-stale.ts";
import type { MeasurementTable, Schema } from "./schema.ts";

/** All but what is known of the artifact, which is only asked for one by one. */
const recordColumns = [
  "snapshot_unique_id",
  "base_unique_id",
  "snapshot_id",
  "bytes",
  "cleared_bytes",
  "written_ranges",
  "cleared_ranges",
  "artifact_key",
  "measured_at",
] as const satisfies (keyof MeasurementTable)[];

const partition = z.object({
  name: z.string(),
  type: z.string(),
  fileSystem: z.string().optional(),
  startBytes: z.number(),
  lengthBytes: z.number(),
  writtenBytes: z.number(),
});
const storedArtifact: z.ZodType<MeasuredArtifact> = z.object({
  lengthBytes: z.number(),
  sizeBytes: z.number(),
  partitions: z.object({ partitions: z.array(partition), note: z.string().optional() }).optional(),
});

export function createMeasurementStore(db: Kysely<Schema>): MeasurementStore {
  return {
    async all() {
      return (await db.selectFrom("measurements").select(recordColumns).execute()).map(toRecord);
    },
    async of(snapshotUniqueIds) {
      if (snapshotUniqueIds.length === 0) return [];
      const query = db.selectFrom("measurements").select(recordColumns).where("snapshot_unique_id", "in", snapshotUniqueIds);
      return (await query.execute()).map(toRecord);
    },
    async find(snapshotUniqueId, baseUniqueId) {
      const row = await db
        .selectFrom("measurements")
        .selectAll()
        .where("snapshot_unique_id", "=", snapshotUniqueId)
        .where("base_unique_id", "=", baseUniqueId ?? "")
        .executeTakeFirst();
      return row && { ...toRecord(row), ...toArtifact(row.artifact) };
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
    async uncollected() {
      // Of whichever Azure it was: a unique id is one snapshot's for ever.
      const gone = db
        .selectFrom(sql<{ unique_id: string; gone_at: string | null }>`estate_snapshots`.as("f"))
        .select("f.unique_id")
        .groupBy("f.unique_id")
        .having(sql<boolean>`bool_and(f.gone_at is not null)`);
      const rows = await db
        .with("gone", () => gone)
        .selectFrom("measurements as m")
        .leftJoin("gone as g", "g.unique_id", "m.snapshot_unique_id")
        .leftJoin("gone as b", "b.unique_id", "m.base_unique_id")
        .select(recordColumns.map((name) => `m.${name}` as const))
        .select("g.unique_id as gone_id")
        .where("m.is_collected", "=", false)
        .where((where) => where.or([where("g.unique_id", "is not", null), where("b.unique_id", "is not", null)]))
        .execute();
      return rows.map((row) => ({ record: toRecord(row), isSnapshotGone: row.gone_id !== null }));
    },
    async collected({ snapshotUniqueId, baseUniqueId, measuredAt }) {
      await db
        .updateTable("measurements")
        .set({ is_collected: true })
        .where("snapshot_unique_id", "=", snapshotUniqueId)
        .where("base_unique_id", "=", baseUniqueId ?? "")
        .where("measured_at", "=", measuredAt)
        .execute();
    },
    async named() {
      const records = await db.selectFrom("measurements").select("artifact_key").where("is_collected", "=", false).execute();
      const { rows } = await sql<{ unique_id: string }>`select distinct unique_id from estate_snapshots where gone_at is null`.execute(db);
      return { artifactKeys: records.map((row) => row.artifact_key), snapshotUniqueIds: rows.map((row) => row.unique_id) };
    },
  };
}

/** What another version wrote in another form is learned again from the artifact itself. */
function toArtifact(stored: unknown): { artifact?: MeasuredArtifact } {
  const artifact = storedArtifact.safeParse(stored).data;
  return artifact ? { artifact } : {};
}

function toRecord(row: Pick<Selectable<MeasurementTable>, (typeof recordColumns)[number]>): MeasurementRecord {
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

function toRow(record: StoredMeasurement): Insertable<MeasurementTable> {
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
    artifact: record.artifact ? JSON.stringify(record.artifact) : null,
    is_collected: false,
  };
}
