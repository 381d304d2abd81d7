// Reads chunks on both sides, a few pieces at once, and compares them byte by byte, in order. What it knows after each piece is
// all that is needed to go on behind it.
//
// The digest of a side is a chain over its chunks in order: D = SHA-256(D of before, offset as 8 bytes big-endian, SHA-256 of the
// chunk), from 32 zero bytes.
import { createHash } from "node:crypto";
import type { BlockRange } from "#lib/domain/ranges/block-range.ts";
import { CHUNK_BYTES, type ChunkRun, type ChunkSet, piecesOf } from "#lib/domain/verification/chunk-set.ts";
import type { Verification } from "#lib/domain/verification/verification.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { OpenedSides } from "#lib/services/ports/readable-side.ts";

/** 4 MiB a side. */
const PIECE_CHUNKS = 64;
/** 32 MiB in memory, whatever is compared. */
const PIECES_AT_ONCE = 4;

export type Compared = Pick<
  Verification,
  "comparedChunks" | "comparedBytes" | "differingChunks" | "firstDifference" | "sourceSha256" | "copySha256"
>;

export const NOTHING_COMPARED: Compared = {
  comparedChunks: 0,
  comparedBytes: 0,
  differingChunks: 0,
  firstDifference: null,
  sourceSha256: "0".repeat(64),
  copySha256: "0".repeat(64),
};

export interface CompareOrder {
  chunks: ChunkSet;
  sizeBytes: number;
  /** What is compared already: it goes on behind it. */
  from: Compared;
  /** Asked before a piece is read; false: it ends, with what it has. */
  mayGoOn(): boolean;
  onPiece(compared: Compared): Promise<void>;
}

/** At least one piece, where one is left. */
export async function compareChunks(
  { source, copy }: Pick<OpenedSides, "source" | "copy">,
  order: CompareOrder,
  context: CallContext,
): Promise<Compared> {
  const stop = new AbortController();
  const signal = context.signal ? AbortSignal.any([context.signal, stop.signal]) : stop.signal;
  const call = { ...context, signal };
  const pieces = piecesOf(order.chunks, order.from.comparedChunks, PIECE_CHUNKS);
  const underWay: Promise<PieceRead>[] = [];
  let compared = order.from;
  let isBegun = false;
  const begin = () => {
    if (isBegun && !order.mayGoOn()) return;
    const { value } = pieces.next();
    if (!value) return;
    isBegun = true;
    const range = bytesOfRun(value, order.sizeBytes);
    const read = Promise.all([source.read(range, call), copy.read(range, call)]).then((bytes) => ({ range, bytes }));
    // Of one that fails while another is waited for: it is told when its turn comes.
    read.catch(() => undefined);
    underWay.push(read);
  };
  try {
    for (let i = 0; i < PIECES_AT_ONCE; i += 1) begin();
    for (let next = underWay.shift(); next; next = underWay.shift()) {
      const { range, bytes } = await next;
      signal.throwIfAborted();
      compared = withPiece(compared, range.offset, bytes[0], bytes[1]);
      begin();
      await order.onPiece(compared);
    }
    return compared;
  } finally {
    stop.abort();
    await Promise.allSettled(underWay);
  }
}

interface PieceRead {
  range: BlockRange;
  bytes: [source: Uint8Array, copy: Uint8Array];
}

function bytesOfRun({ first, count }: ChunkRun, sizeBytes: number): BlockRange {
  const offset = first * CHUNK_BYTES;
  return { offset, length: Math.min(count * CHUNK_BYTES, sizeBytes - offset) };
}

function withPiece(before: Compared, offset: number, source: Uint8Array, copy: Uint8Array): Compared {
  const after = { ...before };
  for (let at = 0; at < source.length; at += CHUNK_BYTES) {
    const [ours, theirs] = [source.subarray(at, at + CHUNK_BYTES), copy.subarray(at, at + CHUNK_BYTES)];
    const isEqual = Buffer.compare(ours, theirs) === 0;
    const ofSource = sha256(ours);
    after.sourceSha256 = chainDigest(after.sourceSha256, offset + at, ofSource);
    after.copySha256 = chainDigest(after.copySha256, offset + at, isEqual ? ofSource : sha256(theirs));
    after.comparedChunks += 1;
    after.comparedBytes += ours.length;
    if (isEqual) continue;
    after.differingChunks += 1;
    after.firstDifference ??= offset + at + firstDifferenceOf(ours, theirs);
  }
  return after;
}

function firstDifferenceOf(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length : at;
}

function chainDigest(before: string, offset: number, ofChunk: Buffer): string {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(offset));
  return createHash("sha256").update(Buffer.from(before, "hex")).update(place).update(ofChunk).digest("hex");
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
