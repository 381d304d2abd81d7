// The bytes of every disk, snapshot and page blob, as copy-on-write extents.
//
// An image is either live (writable) or frozen (immutable). Freezing is how a snapshot is taken and must
// cost nothing however large the disk; images share what they have in common. Every write or clear gets a
// stamp from one rising counter, and a page differs between two images of one lineage when its stamp does:
// writing the same bytes again counts as a change, as on Azure.
//
// All offsets and lengths are bytes, multiples of 512, up to 2^46: never use 32-bit operators on them.

export const pageBytes = 512;

export type ImageId = number;

/** Half-open: [offset, offset + length). */
export interface PageRange {
  offset: number;
  length: number;
}

export interface DiffRange extends PageRange {
  /**
   * true: the page was cleared since the base and has no data in the target (ClearRange). As recorded on Azure, a page
   * that was empty in the base, then written, then cleared, is listed too; clearing a page that is empty is no change.
   */
  cleared: boolean;
}

/** Bytes made up on read from a seed, so that a demo disk of 100 GiB costs a few extents. */
export interface Pattern {
  /** text: compressible log lines; noise: high entropy; rows: database-like; number: each 512-byte page holds its own page number (u64 LE, repeated). */
  kind: "text" | "noise" | "rows" | "number";
  seed: number;
}

export interface PageStore {
  /** A live, empty image. */
  create(lengthBytes: number): ImageId;
  has(id: ImageId): boolean;
  lengthOf(id: ImageId): number;
  isFrozen(id: ImageId): boolean;
  write(id: ImageId, offset: number, bytes: Uint8Array): void;
  fill(id: ImageId, offset: number, length: number, pattern: Pattern): void;
  clear(id: ImageId, offset: number, length: number): void;
  resize(id: ImageId, lengthBytes: number): void;
  /** An immutable version of the live image as it is now; the live image goes on. O(1). */
  freeze(id: ImageId): ImageId;
  /** A new live image with the content (and the stamps) of another. O(1). */
  clone(id: ImageId): ImageId;
  drop(id: ImageId): void;
  /** Unwritten and cleared pages read as zeros. */
  read(id: ImageId, offset: number, length: number): Uint8Array;
  /** Pages that hold data, ascending, adjacent ones merged. */
  allocated(id: ImageId, window?: PageRange): Iterable<PageRange>;
  /** Pages of the target's length written or cleared since base, ascending and interleaved by offset, adjacent ones of one sort merged. */
  diff(baseId: ImageId, targetId: ImageId, window?: PageRange): Iterable<DiffRange>;
  /** Sum of allocated(id). */
  allocatedBytes(id: ImageId): number;
  /** Sum of written bytes of diff(base, target). */
  writtenBytes(baseId: ImageId, targetId: ImageId): number;
  /** Hands everything done so far to the operating system: it survives kill -9, but not yet a power cut. */
  settle(): void;
  /** Makes everything done so far durable; resolves when it is. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
