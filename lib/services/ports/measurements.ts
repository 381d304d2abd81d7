/** Delta of one snapshot, kept in the database; its ranges are an artifact under `artifactKey`. */
export interface MeasurementRecord {
  snapshotUniqueId: string;
  snapshotId: string;
  /** unique id of the base of the diff; null: all allocated pages were read. */
  baseUniqueId: string | null;
  bytes: number;
  clearedBytes: number;
  writtenRanges: number;
  clearedRanges: number;
  artifactKey: string;
  measuredAt: string;
}

export interface MeasurementStore {
  all(): Promise<MeasurementRecord[]>;
  /** Of these snapshots, against whatever base. */
  of(snapshotUniqueIds: string[]): Promise<MeasurementRecord[]>;
  find(snapshotUniqueId: string, baseUniqueId: string | null): Promise<MeasurementRecord | undefined>;
  /** What is shown of the snapshot is derived again at the next look. */
  put(record: MeasurementRecord): Promise<void>;
}
