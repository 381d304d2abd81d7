/** Big immutable bytes by key, written and read as streams; a reader sees all of an artifact as it was written, or nothing. */
export interface ArtifactStore {
  /** Appears under its key when the last chunk is on the disk; of a source that fails nothing stays. */
  write(key: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void>;
  /** In order, as they come from the disk; storage-unavailable where there is nothing whole. Opened at the first chunk asked for. */
  read(key: string): AsyncIterable<Uint8Array>;
  /** undefined where there is nothing, or it is damaged. */
  find(key: string): Promise<ArtifactFacts | undefined>;
  /** For small ones: all of it at once. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  delete(key: string): Promise<void>;
  /** Deletes what was written before that time under any other key; gives how many. */
  keepOnly(keys: Iterable<string>, writtenBeforeMs: number): Promise<number>;
}

export interface ArtifactFacts {
  sizeBytes: number;
}
