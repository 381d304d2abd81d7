// The operations since the last checkpoint, in order. They are written in frames, [length u32][crc32 u32][records],
// one a drain: a frame that was torn by a crash fails its checksum, and it and what follows are as if never done.
// No frame that was flushed can be torn.

import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { writeAll } from "./data-log.ts";
import type { ImageId, Pattern } from "./page-store.ts";

export type StoreOperation =
  | { op: "create"; id: ImageId; length: number }
  | { op: "write"; id: ImageId; offset: number; length: number; reference: number }
  | { op: "fill"; id: ImageId; offset: number; length: number; pattern: Pattern }
  | { op: "clear"; id: ImageId; offset: number; length: number }
  | { op: "resize"; id: ImageId; length: number }
  | { op: "freeze"; id: ImageId; newId: ImageId }
  | { op: "clone"; id: ImageId; newId: ImageId }
  | { op: "drop"; id: ImageId };

const opNames = ["create", "write", "fill", "clear", "resize", "freeze", "clone", "drop"] as const;
const patternKinds = ["text", "noise", "rows", "number"] as const;

const frameHeadBytes = 8;
const frameCapacityBytes = 256 * 1024;
const recordMaxBytes = 64;

export class Journal {
  readonly fd: number;
  #lengthBytes: number;
  readonly #frame = Buffer.allocUnsafe(frameCapacityBytes);
  #used = frameHeadBytes;

  /** Opens for appending after `lengthBytes`; anything beyond is cut off. */
  constructor(path: string, lengthBytes: number) {
    this.fd = openSync(path, "a");
    ftruncateSync(this.fd, lengthBytes);
    this.#lengthBytes = lengthBytes;
  }

  get lengthBytes(): number {
    return this.#lengthBytes + this.#used - frameHeadBytes;
  }

  /** True when the next record may not fit: drain the data log, then this, first. */
  get isFull(): boolean {
    return this.#used + recordMaxBytes > frameCapacityBytes;
  }

  append(operation: StoreOperation): void {
    this.#used = encodeOperation(this.#frame, this.#used, operation);
  }

  drain(): void {
    if (this.#used === frameHeadBytes) return;
    const records = this.#frame.subarray(frameHeadBytes, this.#used);
    this.#frame.writeUInt32LE(records.length, 0);
    this.#frame.writeUInt32LE(crc32(records), 4);
    this.#lengthBytes += writeAll(this.fd, this.#frame.subarray(0, this.#used));
    this.#used = frameHeadBytes;
  }

  close(): void {
    this.drain();
    closeSync(this.fd);
  }
}

/** Calls back for every sound frame until one is refused; returns the length of the part that was taken. */
export function replayJournal(path: string, take: (operations: StoreOperation[]) => boolean): number {
  const bytes = readFileSync(path, { flag: "a+" });
  let position = 0;
  while (position + frameHeadBytes <= bytes.length) {
    const end = position + frameHeadBytes + bytes.readUInt32LE(position);
    if (end > bytes.length) break;
    const records = bytes.subarray(position + frameHeadBytes, end);
    if (crc32(records) !== bytes.readUInt32LE(position + 4)) break;
    if (!take(decodeFrame(records))) break;
    position = end;
  }
  return position;
}

function decodeFrame(records: Buffer): StoreOperation[] {
  const reader: Reader = { bytes: records, position: 0 };
  const operations: StoreOperation[] = [];
  while (reader.position < records.length) operations.push(decodeOperation(reader));
  return operations;
}

function encodeOperation(frame: Buffer, start: number, operation: StoreOperation): number {
  let at = frame.writeUInt8(opNames.indexOf(operation.op), start);
  at = frame.writeUInt32LE(operation.id, at);
  switch (operation.op) {
    case "create":
    case "resize":
      return frame.writeDoubleLE(operation.length, at);
    case "freeze":
    case "clone":
      return frame.writeUInt32LE(operation.newId, at);
    case "drop":
      return at;
  }
  at = frame.writeDoubleLE(operation.offset, at);
  at = frame.writeDoubleLE(operation.length, at);
  if (operation.op === "write") return frame.writeDoubleLE(operation.reference, at);
  if (operation.op === "clear") return at;
  at = frame.writeUInt8(patternKinds.indexOf(operation.pattern.kind), at);
  return frame.writeDoubleLE(operation.pattern.seed, at);
}

interface Reader {
  bytes: Buffer;
  position: number;
}

function decodeOperation(reader: Reader): StoreOperation {
  const op = opNames[readByte(reader)];
  const id = readUint32(reader);
  switch (op) {
    case "create":
    case "resize":
      return { op, id, length: readDouble(reader) };
    case "freeze":
    case "clone":
      return { op, id, newId: readUint32(reader) };
    case "drop":
      return { op, id };
    case "write":
      return { op, id, offset: readDouble(reader), length: readDouble(reader), reference: readDouble(reader) };
    case "clear":
      return { op, id, offset: readDouble(reader), length: readDouble(reader) };
    case "fill":
      return { op, id, offset: readDouble(reader), length: readDouble(reader), pattern: readPattern(reader) };
    default:
      throw new Error("the journal holds an operation this version does not know");
  }
}

function readPattern(reader: Reader): Pattern {
  const kind = patternKinds[readByte(reader)];
  if (kind === undefined) throw new Error("the journal holds a pattern this version does not know");
  return { kind, seed: readDouble(reader) };
}

function readByte(reader: Reader): number {
  reader.position += 1;
  return reader.bytes.readUInt8(reader.position - 1);
}

function readUint32(reader: Reader): number {
  reader.position += 4;
  return reader.bytes.readUInt32LE(reader.position - 4);
}

function readDouble(reader: Reader): number {
  reader.position += 8;
  return reader.bytes.readDoubleLE(reader.position - 8);
}
