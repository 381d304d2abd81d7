// The page store on disk. In its folder:
//   data           every written byte, append-only; segments refer to it by offset
//   checkpoint     all images at some moment (absent at first) and the generation of the journal that follows it
//   journal-N      the operations since, in checksummed frames
// Order on disk: bytes before the frame that refers to them, a checkpoint before the journal it replaces goes.
// flush() makes what was done durable; after a crash the store opens with at least that, and whole operations only.

import { closeSync, existsSync, fdatasync, fdatasyncSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { loadCheckpoint, saveCheckpoint, syncFolder } from "./checkpoint.ts";
import { DataLog } from "./data-log.ts";
import { ImageTable, visitData } from "./image-table.ts";
import { Journal, replayJournal, type StoreOperation } from "./journal.ts";
import { type DiffRange, type ImageId, type PageRange, type PageStore, type Pattern, pageBytes } from "./page-store.ts";
import { drawPattern } from "./pattern.ts";
import { allocatedRanges, diffRanges, sumLengths } from "./segment-ranges.ts";
import { at, patternIndex } from "./segment-tree.ts";

const syncData = promisify(fdatasync);

export interface ExtentStoreOptions {
  dir: string;
  /** A journal longer than this, and than the last checkpoint twice over, becomes a checkpoint. */
  journalMaxBytes?: number;
}

export async function openExtentStore(options: ExtentStoreOptions): Promise<PageStore> {
  mkdirSync(options.dir, { recursive: true });
  return new ExtentStore(options.dir, options.journalMaxBytes ?? 64 * 1024 * 1024);
}

class ExtentStore implements PageStore {
  readonly #dir: string;
  readonly #journalMaxBytes: number;
  readonly #table = new ImageTable();
  readonly #data: DataLog;
  #journal: Journal;
  #generation: number;
  #checkpointBytes: number;
  #syncing: Promise<void> = Promise.resolve();
  #nextSync: Promise<void> | undefined;
  #closed = false;

  constructor(dir: string, journalMaxBytes: number) {
    this.#dir = dir;
    this.#journalMaxBytes = journalMaxBytes;
    this.#data = new DataLog(join(dir, "data"));
    const checkpoint = loadCheckpoint(join(dir, "checkpoint"), this.#table);
    this.#generation = checkpoint.generation;
    this.#checkpointBytes = checkpoint.lengthBytes;
    this.#assertWhole(checkpoint.dataBytes);
    const sound = replayJournal(this.#journalPath(), (operations) => this.#replay(operations));
    this.#journal = new Journal(this.#journalPath(), sound);
    this.#removeOtherJournals();
    syncFolder(dir);
  }

  /** What a crash can leave has the bytes of its checkpoint and, wherever there are bytes, the journal that follows. */
  #assertWhole(dataBytes: number): void {
    if (this.#data.lengthBytes < dataBytes)
      throw damaged(join(this.#dir, "data"), `ends after ${this.#data.lengthBytes} of at least ${dataBytes} bytes`);
    if (this.#checkpointBytes + this.#data.lengthBytes > 0 && !existsSync(this.#journalPath()))
      throw damaged(this.#journalPath(), "is missing");
  }

  create(lengthBytes: number): ImageId {
    assertAligned("length", lengthBytes);
    const id = this.#table.nextImageId;
    this.#do({ op: "create", id, length: lengthBytes });
    return id;
  }

  has(id: ImageId): boolean {
    return this.#table.images.has(id);
  }

  lengthOf(id: ImageId): number {
    return this.#table.image(id).lengthBytes;
  }

  isFrozen(id: ImageId): boolean {
    return this.#table.image(id).frozen;
  }

  write(id: ImageId, offset: number, bytes: Uint8Array): void {
    const length = bytes.length;
    this.#assertWritable(id, offset, length);
    if (length > 0) this.#do({ op: "write", id, offset, length, reference: this.#data.append(bytes) });
  }

  fill(id: ImageId, offset: number, length: number, pattern: Pattern): void {
    this.#assertWritable(id, offset, length);
    if (length > 0) this.#do({ op: "fill", id, offset, length, pattern });
  }

  clear(id: ImageId, offset: number, length: number): void {
    this.#assertWritable(id, offset, length);
    if (length > 0) this.#do({ op: "clear", id, offset, length });
  }

  resize(id: ImageId, lengthBytes: number): void {
    this.#assertWritable(id, 0, 0);
    assertAligned("length", lengthBytes);
    this.#do({ op: "resize", id, length: lengthBytes });
  }

  freeze(id: ImageId): ImageId {
    return this.#fork("freeze", id);
  }

  clone(id: ImageId): ImageId {
    return this.#fork("clone", id);
  }

  drop(id: ImageId): void {
    this.#table.image(id);
    this.#do({ op: "drop", id });
  }

  read(id: ImageId, offset: number, length: number): Uint8Array {
    const image = this.#table.image(id);
    assertInside(offset, length, image.lengthBytes);
    const bytes = new Uint8Array(length);
    visitData(image.root, offset, length, (from, count, ref) => {
      const into = bytes.subarray(from - offset, from - offset + count);
      if (ref >= 0) this.#data.read(ref, into);
      else drawPattern(at(this.#table.patterns, patternIndex(ref)), from, into);
    });
    return bytes;
  }

  allocated(id: ImageId, window?: PageRange): Iterable<PageRange> {
    const image = this.#table.image(id);
    const root = this.#table.stableRoot(image);
    const [from, to] = clip(window, image.lengthBytes);
    return { [Symbol.iterator]: () => allocatedRanges(root, from, to) };
  }

  diff(baseId: ImageId, targetId: ImageId, window?: PageRange): Iterable<DiffRange> {
    const base = this.#table.stableRoot(this.#table.image(baseId));
    const target = this.#table.image(targetId);
    const root = this.#table.stableRoot(target);
    const [from, to] = clip(window, target.lengthBytes);
    return { [Symbol.iterator]: () => diffRanges(base, root, from, to) };
  }

  allocatedBytes(id: ImageId): number {
    const image = this.#table.image(id);
    const sum = image.allocatedBytes ?? sumLengths(allocatedRanges(image.root, 0, image.lengthBytes));
    if (image.frozen) image.allocatedBytes = sum;
    return sum;
  }

  writtenBytes(baseId: ImageId, targetId: ImageId): number {
    this.#table.image(baseId);
    const { changes } = this.#table.image(targetId);
    if (changes?.baseId === baseId) return changes.writtenBytes;
    let sum = 0;
    for (const range of this.diff(baseId, targetId)) if (!range.cleared) sum += range.length;
    return sum;
  }

  settle(): void {
    this.#drain();
    if (this.#journal.lengthBytes > Math.max(this.#journalMaxBytes, 2 * this.#checkpointBytes)) this.#checkpoint();
  }

  /** Calls made while one is under way share the next. */
  flush(): Promise<void> {
    this.settle();
    this.#nextSync ??= this.#syncing.then(() => {
      this.#nextSync = undefined;
      this.#syncing = this.#sync();
      return this.#syncing;
    });
    return this.#nextSync;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#drain();
    await this.#nextSync;
    await this.#syncing;
    if (this.#journal.lengthBytes > 0) this.#checkpoint();
    await this.#syncing;
    this.#journal.close();
    this.#data.close();
  }

  #fork(op: "freeze" | "clone", id: ImageId): ImageId {
    this.#table.image(id);
    const newId = this.#table.nextImageId;
    this.#do({ op, id, newId });
    return newId;
  }

  #do(operation: StoreOperation): void {
    if (this.#journal.isFull) this.#drain();
    this.#table.apply(operation);
    this.#journal.append(operation);
  }

  #replay(operations: StoreOperation[]): boolean {
    const end = this.#data.lengthBytes;
    if (operations.some((one) => one.op === "write" && one.reference + one.length > end)) return false;
    for (const operation of operations) this.#table.apply(operation);
    return true;
  }

  #drain(): void {
    this.#data.drain();
    this.#journal.drain();
  }

  async #sync(): Promise<void> {
    const { fd } = this.#journal;
    await syncData(this.#data.fd);
    await syncData(fd);
  }

  #checkpoint(): void {
    this.#drain();
    fdatasyncSync(this.#data.fd);
    const next = new Journal(this.#journalPath(this.#generation + 1), 0);
    this.#checkpointBytes = saveCheckpoint(join(this.#dir, "checkpoint"), this.#table, {
      generation: this.#generation + 1,
      dataBytes: this.#data.lengthBytes,
    });
    const replaced = this.#journal;
    this.#journal = next;
    this.#generation += 1;
    this.#syncing = this.#syncing.finally(() => closeSync(replaced.fd));
    this.#removeOtherJournals();
  }

  #journalPath(generation = this.#generation): string {
    return join(this.#dir, `journal-${generation}`);
  }

  #removeOtherJournals(): void {
    for (const name of readdirSync(this.#dir)) {
      if (name.startsWith("journal-") && name !== `journal-${this.#generation}`) rmSync(join(this.#dir, name));
    }
  }

  #assertWritable(id: ImageId, offset: number, length: number): void {
    const image = this.#table.image(id);
    if (image.frozen) throw new RangeError(`image ${id} is frozen`);
    assertAligned("offset", offset);
    assertAligned("length", length);
    assertInside(offset, length, image.lengthBytes);
  }
}

function damaged(path: string, what: string): Error {
  return new Error(`${path} ${what}. Restore the data directory from a backup, or choose another one.`);
}

function assertAligned(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value % pageBytes !== 0) {
    throw new RangeError(`${name} ${value} is not a multiple of ${pageBytes}`);
  }
}

function assertInside(offset: number, length: number, lengthBytes: number): void {
  if (!(offset >= 0) || !(length >= 0) || offset + length > lengthBytes) {
    throw new RangeError(`[${offset}, +${length}) is outside of an image of ${lengthBytes} bytes`);
  }
}

function clip(window: PageRange | undefined, lengthBytes: number): [from: number, to: number] {
  const from = Math.min(window?.offset ?? 0, lengthBytes);
  return [from, window === undefined ? lengthBytes : Math.max(from, Math.min(window.offset + window.length, lengthBytes))];
}
