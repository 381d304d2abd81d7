import type { MeasurementRecord } from "./measurements.ts";

/**
 * How much of what a snapshot stores (measured against its base) the next one wrote or cleared (measured against the
 * snapshot): what deleting it alone frees. Worked out once from the ranges of both.
 */
export interface OverlapRecord {
  snapshotUniqueId: string;
  /** null: all its data is its own. */
  baseUniqueId: string | null;
  nextUniqueId: string;
  bytes: number;
}

/** Two measurements, the newer one against the snapshot of the older one. */
export interface NeighbourRecords {
  older: MeasurementRecord;
  newer: MeasurementRecord;
}

export interface OverlapStore {
  all(): Promise<OverlapRecord[]>;
  /** Of these snapshots, with whatever base and next one. */
  of(snapshotUniqueIds: readonly string[]): Promise<OverlapRecord[]>;
  /** What is shown of the snapshot is derived again at the next look. */
  put(record: OverlapRecord): Promise<void>;
  /** Both are measured and their ranges are not collected, and the overlap is not there; absent: of all snapshots. */
  missing(snapshotUniqueIds?: readonly string[]): Promise<NeighbourRecords[]>;
}
