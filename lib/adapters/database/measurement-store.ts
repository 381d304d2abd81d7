import { type Kysely, type Selectable, sql } from "kysely";
import { z } from "zod";
import type { MeasuredArtifact, MeasurementRecord, MeasurementStore, StoredMeasurement } from "#lib/services/ports/measurements.ts";
import { markStale } from "./estate/mark-stale.ts";
import { assignments, type Columns, names, type Row, relation } from "./estate/write-rows.ts";
import type { MeasurementTable, Schema } from "./schema.ts";
import { isWhole, type OnDamagedRow, SEALED, sealOf } from "./seal.ts";

const recordColumns = SEALED.measurements;
const isRecordWhole = (row: string) => isWhole("measurements", row).as("is_whole");

const COLUMNS = {
  snapshot_unique_id: "text",
  base_unique_id: "text",
  snapshot_id: "text",
  bytes: "double precision",
  cleared_bytes: "double precision",
  written_ranges: "integer",
  cleared_ranges: "integer",
  artifact_key: "text",
  measured_at: "text",
  artifact: "jsonb",
  is_collected: "boolean",
} as const satisfies Columns;

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

export function createMeasurementStore(db: Kysely<Schema>, onDamaged: OnDamagedRow = () => undefined): MeasurementStore {
  const key = (row: { snapshot_unique_id: string; base_unique_id: string }) => `${row.snapshot_unique_id} ${row.base_unique_id}`;
  const whole = <R extends RecordRow>(rows: R[]) =>
    rows.filter((row) => {
      if (!row.is_whole) onDamaged("measurements", key(row));
      return row.is_whole;
    });
  return {
    async all() {
      return whole(await db.selectFrom("measurements").select(recordColumns).select(isRecordWhole("measurements")).execute()).map(
        toMeasurementRecord,
      );
    },
    async of(snapshotUniqueIds) {
      if (snapshotUniqueIds.length === 0) return [];
      const query = db
        .selectFrom("measurements")
        .select(recordColumns)
        .select(isRecordWhole("measurements"))
        .where("snapshot_unique_id", "in", snapshotUniqueIds);
      return whole(await query.execute()).map(toMeasurementRecord);
    },
    async find(snapshotUniqueId, baseUniqueId) {
      const rows = await db
        .selectFrom("measurements")
        .select([...recordColumns, "artifact"])
        .select([isRecordWhole("measurements"), isWhole("measured_artifacts", "measurements").as("is_artifact_whole")])
        .where("snapshot_unique_id", "=", snapshotUniqueId)
        .where("base_unique_id", "=", baseUniqueId ?? "")
        .execute();
      const [row] = whole(rows);
      if (row && !row.is_artifact_whole) onDamaged("measured_artifacts", key(row));
      return row && { ...toMeasurementRecord(row), ...(row.is_artifact_whole ? toArtifact(row.artifact) : {}) };
    },
    async put(record) {
      // In one statement: whatever comes between, what is shown of the snapshot follows.
      await sql`with put as (
          insert into measurements (${names(COLUMNS)}, seal, artifact_seal)
          select ${names(COLUMNS)}, ${sealOf("measurements", "n")}, ${sealOf("measured_artifacts", "n")} from ${relation([toRow(record)], COLUMNS, "n")}
          on conflict (snapshot_unique_id, base_unique_id) do update set ${assignments(COLUMNS, SEALED.measured_artifacts.slice(0, 2))},
            seal = excluded.seal, artifact_seal = excluded.artifact_seal)
        ${markStale(record.snapshotUniqueId)}`.execute(db);
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
        .select(["g.unique_id as gone_id", isRecordWhole("m")])
        .where("m.is_collected", "=", false)
        .where((where) => where.or([where("g.unique_id", "is not", null), where("b.unique_id", "is not", null)]))
        .execute();
      return whole(rows).map((row) => ({ record: toMeasurementRecord(row), isSnapshotGone: row.gone_id !== null }));
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

export type RecordRow = Pick<Selectable<MeasurementTable>, (typeof recordColumns)[number]> & { is_whole: boolean };

export function toMeasurementRecord(row: RecordRow): MeasurementRecord {
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

function toRow(record: StoredMeasurement): Row {
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
    artifact: record.artifact ?? null,
    is_collected: false,
  };
}
