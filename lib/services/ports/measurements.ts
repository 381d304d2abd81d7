import type { PartitionEntry } from "#lib/domain/disk-layout/partition-table.ts";

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

/** Of the artifact with the ranges: what would otherwise have to be read from it at each ask. */
export interface MeasuredArtifact {
  /** What the ranges lie in: the disk, or the longer container of a disk with 4K sectors. */
  lengthBytes: number;
  sizeBytes: number;
  /** Of the target; absent until a diff was asked for whose partition table could be read. */
  partitions?: MeasuredPartitions;
}

/** A partition table with what a diff wrote into each partition. */
export interface MeasuredPartitions {
  partitions: (PartitionEntry & { writtenBytes: number })[];
  note?: string;
}

/** artifact: absent where a version wrote it that did not keep this. */
export type StoredMeasurement = MeasurementRecord & { artifact?: MeasuredArtifact };

export interface MeasurementStore {
  all(): Promise<MeasurementRecord[]>;
  /** Of these snapshots, against whatever base. */
  of(snapshotUniqueIds: string[]): Promise<MeasurementRecord[]>;
  find(snapshotUniqueId: string, baseUniqueId: string | null): Promise<StoredMeasurement | undefined>;
  /** What is shown of the snapshot is derived again at the next look. */
  put(record: StoredMeasurement): Promise<void>;
  /** Whose snapshot or base is gone, and whose artifact is still there. */
  uncollected(): Promise<{ record: MeasurementRecord; isSnapshotGone: boolean }[]>;
  collected(record: MeasurementRecord): Promise<void>;
  /** Of the records whose artifact may be there, on whichever dashboard; and which snapshots are there. */
  named(): Promise<{ artifactKeys: string[]; snapshotUniqueIds: string[] }>;
}
