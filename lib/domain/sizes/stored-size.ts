// The four sizes of a snapshot. Azure tells none but the first, so each of the others has its origin and must never be
// shown as another one (what a delete would free: reclaim.ts):
//   provisioned  what a restored disk would have                      diskSizeBytes
//   allocated    pages with data in the whole image                   page ranges of the snapshot
//   delta        pages written since the previous snapshot            page-range diff
//   billed       what the bill says                                   usage quantity × days in the month

/** diff: written since the snapshot before it in its chain. allocated: all data (oldest of a chain, or a full snapshot). */
export const MEASUREMENT_BASES = ["diff", "allocated"] as const;

/** A measured snapshot: what the database keeps of it, without the ranges. */
export interface SnapshotDelta {
  snapshotUniqueId: string;
  /** Base of the diff; null: all allocated pages were read (oldest of a chain, or a full snapshot). */
  baseUniqueId: string | null;
  bytes: number;
  clearedBytes: number;
}
