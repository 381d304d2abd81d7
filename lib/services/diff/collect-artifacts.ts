// Ranges and partition tables of what is gone are of no use: nothing can be compared with it any more, and no disk made
// of it. Their records stay: they are the history of what was stored.
import type { ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { MeasurementStore } from "#lib/services/ports/measurements.ts";
import { tableKey } from "./partition-tables.ts";

export interface ArtifactCollectorDeps {
  artifacts: Pick<ArtifactStore, "delete">;
  measurements: Pick<MeasurementStore, "uncollected" | "collected">;
}

/** Gives how many went. What fails is left for the next time. */
export async function collectArtifacts({ artifacts, measurements }: ArtifactCollectorDeps): Promise<number> {
  const records = await measurements.uncollected();
  for (const { record, isSnapshotGone } of records) {
    await artifacts.delete(record.artifactKey);
    if (isSnapshotGone) await artifacts.delete(tableKey(record.snapshotUniqueId));
    // Last: after a crash in between it is deleted once more.
    await measurements.collected(record);
  }
  return records.length;
}
