// A replica of a disk's snapshots, by the classic method: a page blob in a storage account, as long as the disk with its VHD
// footer. Each of its blob snapshots stands for one snapshot of the disk (a recovery point).
//
//   snapshots of the disk     s1 ──────── s2 ──────── s3
//                              │ all data  │ changes   │ changes
//                              ▼           ▼           ▼
//   base blob  ════════════════●═══════════●═══════════●══▶   (●: blob snapshot, its metadata names its source)
//
// A disk of more than MAX_STRIPE_BYTES is cut into stripes, one blob each: a page blob ends at 8 TiB. What is known of a
// replica is read from its blobs' metadata alone, so that it is found again without our database.

/** Each stripe but the last has so many bytes. Half of what a page blob may have: two stripes have twice the throughput of one. */
export const MAX_STRIPE_BYTES = 4 * 2 ** 40;

export interface ReplicaPlace {
  /** ARM id of the storage account, or `target:NAME` of one that the settings name. */
  accountId: string;
  container: string;
  /** Of the replica; its blobs are NAME.vhd, or NAME.0.vhd, NAME.1.vhd … where there are stripes. */
  name: string;
}

/** The snapshot of a disk that a recovery point stands for. */
export interface PointSource {
  /** ARM id. */
  snapshotId: string;
  uniqueId: string;
  /** ISO 8601, as Azure said it. */
  timeCreated?: string;
}

/** What is to be written for one recovery point. */
export interface PointToWrite extends PointSource {
  /** Of the snapshot it is built on; absent: the whole image was or is written. */
  predecessorUniqueId?: string;
  /** Of the disk then, without the VHD footer. */
  sizeBytes: number;
  /** SHA-256, hex, of the requests (hashRequests). */
  planHash: string;
  operationId: string;
}

/** Committed: a blob snapshot of every stripe. */
export interface ReplicaPoint extends PointToWrite {
  /** Of each stripe's blob snapshot, as Azure names it. */
  blobSnapshots: readonly string[];
  /** Name of the manifest in the container, and its SHA-256, hex. */
  manifest: { blob: string; sha256: string };
}

export interface Replica {
  place: ReplicaPlace;
  /** As Azure names it; undefined: of a target of the settings that does not say. */
  region: string | undefined;
  /** ARM id and unique id of the disk; the unique id is what counts. */
  diskId: string;
  diskUniqueId: string;
  stripes: number;
  /** Oldest first. */
  points: readonly ReplicaPoint[];
  /** Begun and not committed: only the same may be gone on with. */
  writing?: PointToWrite;
  /** Why nothing may be built on it. Its points may still be whole. */
  problem?: ReplicaProblem;
}

export interface ReplicaProblem {
  rule: "written-by-others" | "point-gone" | "stripe-gone" | "unreadable";
  /** A sentence. */
  message: string;
}

/** How many stripes a disk of this size has; the footer is not counted and lies behind the last one. */
export function stripesOf(sizeBytes: number, stripeBytes = MAX_STRIPE_BYTES): number {
  return Math.max(1, Math.ceil(sizeBytes / stripeBytes));
}

export function blobNames({ name }: Pick<ReplicaPlace, "name">, stripes: number): string[] {
  return stripes === 1 ? [`${name}.vhd`] : Array.from({ length: stripes }, (_, index) => `${name}.${index}.vhd`);
}
