// Ranges and partition tables of what is gone are of no use: nothing can be compared with it any more, and no disk made
// of it. Their records stay: they are the history of what was stored. Artifacts are this dashboard's own, records are of
// all dashboards of the database: what another one collected, or a process that ended left without a record, is named by
// nothing any more, and goes too.
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { MeasurementStore } from "#lib/services/ports/measurements.ts";
import { tableKey } from "./partition-tables.ts";

/** An artifact is there before its record: by far longer than a database may be away in between. */
const NAMED_WITHIN_MS = 24 * 3_600_000;

export interface CollectGoneDeps {
  artifacts: Pick<ArtifactStore, "delete">;
  measurements: Pick<MeasurementStore, "uncollected" | "collected">;
}

export interface CollectUnnamedDeps {
  artifacts: Pick<ArtifactStore, "keepOnly">;
  measurements: Pick<MeasurementStore, "named">;
  clock: Clock;
}

/** Gives how many records' artifacts went. What fails is left for the next time. */
export async function collectGone({ artifacts, measurements }: CollectGoneDeps): Promise<number> {
  const records = await measurements.uncollected();
  for (const { record, isSnapshotGone } of records) {
    await artifacts.delete(record.artifactKey);
    if (isSnapshotGone) await artifacts.delete(tableKey(record.snapshotUniqueId));
    // Last: after a crash in between it is deleted once more.
    await measurements.collected(record);
  }
  return records.length;
}

/** Gives how many went. Whoever keeps artifacts of another sort has to name them here. */
export async function collectUnnamed({ artifacts, measurements, clock }: CollectUnnamedDeps): Promise<number> {
  const { artifactKeys, snapshotUniqueIds } = await measurements.named();
  // A database that knows of no artifact is rather a new or a wrong one than this folder's.
  if (artifactKeys.length === 0) return 0;
  return artifacts.keepOnly([...artifactKeys, ...snapshotUniqueIds.map(tableKey)], clock.nowMs() - NAMED_WITHIN_MS);
}
