// All images in one file, so that opening the store need not replay everything that ever happened.
// Nodes that images share are written once, children before parents, and named by their place in the file.
// Layout: [magic 8][crc32 u32][body]; little-endian throughout. The file is replaced by rename, never edited.

import { closeSync, fsyncSync, openSync, readFileSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter } from "./byte-stream.ts";
import { writeAll } from "./data-log.ts";
import type { ImageTable } from "./image-table.ts";
import type { Pattern } from "./page-store.ts";
import { at, Inner, Leaf, type Node } from "./segment-tree.ts";

const magic = "SNPXCKP1";
const headBytes = magic.length + 4;
const leafMark = 1;
const innerMark = 2;

interface CheckpointFacts {
  /** Of the journal that continues it. */
  generation: number;
  /** The length the data log had: segments may refer to all of it. */
  dataBytes: number;
}

/** Writes the table as it is now. Returns the file's length. */
export function saveCheckpoint(path: string, table: ImageTable, { generation, dataBytes }: CheckpointFacts): number {
  const writer = new ByteWriter();
  writer.text(
    JSON.stringify({ generation, dataBytes, nextImageId: table.nextImageId, nextStamp: table.nextStamp, patterns: table.patterns }),
  );
  const places = new Map<Node, number>();
  for (const image of table.images.values()) saveNode(writer, places, image.root);
  writer.uint32(0);
  writer.uint32(table.images.size);
  for (const [id, image] of table.images) {
    writer.uint32(id);
    writer.uint32(places.get(image.root) ?? 0);
    writer.double(image.lengthBytes);
    writer.uint32(image.frozen ? 1 : 0);
    writer.uint32(image.stamp);
  }
  const body = writer.finish();
  const head = Buffer.alloc(headBytes);
  head.write(magic, "latin1");
  head.writeUInt32LE(crc32(body), magic.length);
  replaceFile(path, [head, body]);
  return headBytes + body.length;
}

/** Fills an empty table; all zero when there is no checkpoint. */
export function loadCheckpoint(path: string, table: ImageTable): CheckpointFacts & { lengthBytes: number } {
  const bytes = readIfPresent(path);
  if (bytes === undefined) return { generation: 0, dataBytes: 0, lengthBytes: 0 };
  const body = bytes.subarray(headBytes);
  if (bytes.toString("latin1", 0, magic.length) !== magic || bytes.length < headBytes || crc32(body) !== bytes.readUInt32LE(magic.length)) {
    throw new Error(`${path} is damaged: it is not what was written. Restore the data directory from a backup, or choose another one.`);
  }
  const reader = new ByteReader(body);
  // Versions before did not say how long the data log was.
  const head = JSON.parse(reader.text()) as {
    generation: number;
    dataBytes?: number;
    nextImageId: number;
    nextStamp: number;
    patterns: Pattern[];
  };
  for (const pattern of head.patterns) table.internPattern(pattern);
  const nodes = loadNodes(reader);
  for (let left = reader.uint32(); left > 0; left -= 1) {
    const id = reader.uint32();
    const root = at(nodes, reader.uint32());
    const lengthBytes = reader.double();
    const frozen = reader.uint32() === 1;
    table.restore(id, { root, lengthBytes, frozen, stamp: reader.uint32() });
  }
  table.nextImageId = head.nextImageId;
  table.nextStamp = head.nextStamp;
  return { generation: head.generation, dataBytes: head.dataBytes ?? 0, lengthBytes: bytes.length };
}

function saveNode(writer: ByteWriter, places: Map<Node, number>, node: Node): void {
  if (places.has(node)) return;
  if (node instanceof Leaf) {
    writer.uint32(leafMark);
    writer.uint32(node.count);
    writer.bytes(bytesOf(node.starts, node.count));
    writer.bytes(bytesOf(node.refs, node.count));
    writer.bytes(bytesOf(node.stamps, node.count));
  } else {
    for (const child of node.children) saveNode(writer, places, child);
    writer.uint32(innerMark);
    writer.uint32(node.children.length);
    for (const child of node.children) writer.uint32(places.get(child) ?? 0);
  }
  places.set(node, places.size);
}

function loadNodes(reader: ByteReader): Node[] {
  const nodes: Node[] = [];
  for (let mark = reader.uint32(); mark !== 0; mark = reader.uint32()) {
    const count = reader.uint32();
    nodes.push(
      mark === leafMark
        ? loadLeaf(reader, count)
        : new Inner(
            0,
            Array.from({ length: count }, () => at(nodes, reader.uint32())),
          ),
    );
  }
  return nodes;
}

function loadLeaf(reader: ByteReader, count: number): Leaf {
  const leaf = new Leaf(0, count);
  leaf.count = count;
  reader.into(bytesOf(leaf.starts, count));
  reader.into(bytesOf(leaf.refs, count));
  reader.into(bytesOf(leaf.stamps, count));
  return leaf;
}

function bytesOf(array: Float64Array | Uint32Array, count: number): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, count * array.BYTES_PER_ELEMENT);
}

function replaceFile(path: string, parts: Uint8Array[]): void {
  const fd = openSync(`${path}.new`, "w");
  for (const part of parts) writeAll(fd, part);
  fsyncSync(fd);
  closeSync(fd);
  renameSync(`${path}.new`, path);
  syncFolder(dirname(path));
}

/** Makes the names in a folder durable: files created, renamed or removed. */
export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  fsyncSync(folder);
  closeSync(folder);
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
