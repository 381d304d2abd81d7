// Which chunks of a disk are looked at. A chunk is looked at whole where either side holds a page of it:
//
//   source data   ██████      ████                     ██
//   copy data     ██████          ████                 ██
//   chunks        ├──────┼──────┼──────┼──────┼──────┼──────┤
//   with data     ▓▓▓▓▓▓▓ ▓▓▓▓▓▓ ▓▓▓▓▓▓                ▓▓▓▓▓▓   chunksWithData
//   lists differ          ▓▓▓▓▓▓ ▓▓▓▓▓▓                         unlikeChunks
//
// A page that only one side holds may be full of zeros, which the other reads as well: so it is read, on both.
import type { RangeList } from "#lib/domain/ranges/block-range.ts";

/** Azure reads so much about as fast as one page, and a chunk's hash says where a difference is. */
export const CHUNK_BYTES = 64 * 1024;

/** Runs of chunks in order, which neither overlap nor touch. */
export interface ChunkSet {
  readonly firsts: Float64Array;
  readonly counts: Float64Array;
  /** How many chunks are in the runs before each. */
  readonly before: Float64Array;
  readonly total: number;
}

export interface ChunkRun {
  first: number;
  count: number;
}

export function chunksWithData(a: RangeList, b: RangeList): ChunkSet {
  const runs = new RunBuilder();
  let i = 0;
  let j = 0;
  for (
    let left = a.offsets[i], right = b.offsets[j];
    left !== undefined || right !== undefined;
    left = a.offsets[i], right = b.offsets[j]
  ) {
    if (right === undefined || (left !== undefined && left <= right)) {
      runs.addBytes(left ?? 0, (left ?? 0) + (a.lengths[i] ?? 0));
      i += 1;
    } else {
      runs.addBytes(right, right + (b.lengths[j] ?? 0));
      j += 1;
    }
  }
  return runs.finish();
}

/** Chunks of which one side's list holds a page that the other's does not. */
export function unlikeChunks(a: RangeList, b: RangeList): ChunkSet {
  const runs = new RunBuilder();
  const [left, right] = [new RangeCursor(a), new RangeCursor(b)];
  while (!left.isOver || !right.isOver) {
    if (right.isOver || left.end <= right.start) left.passTo(left.end, runs);
    else if (left.isOver || right.end <= left.start) right.passTo(right.end, runs);
    else if (left.start < right.start) left.passTo(right.start, runs);
    else if (right.start < left.start) right.passTo(left.start, runs);
    else {
      const end = Math.min(left.end, right.end);
      left.passTo(end);
      right.passTo(end);
    }
  }
  return runs.finish();
}

/** The chunks of these places (from 0, in order) in the set, and all of `others`. */
export function pickChunks(set: ChunkSet, places: readonly number[], others: ChunkSet): ChunkSet {
  const runs = new RunBuilder();
  let j = 0;
  const addOthersUpTo = (chunk: number) => {
    for (let first = others.firsts[j]; first !== undefined && first <= chunk; first = others.firsts[j]) {
      runs.add(first, first + (others.counts[j] ?? 0));
      j += 1;
    }
  };
  for (const place of places) {
    const chunk = chunkAt(set, place);
    addOthersUpTo(chunk);
    runs.add(chunk, chunk + 1);
  }
  addOthersUpTo(Number.POSITIVE_INFINITY);
  return runs.finish();
}

/** The chunk at a place of the set, counted from 0. */
function chunkAt({ firsts, before, total }: ChunkSet, place: number): number {
  if (place < 0 || place >= total) throw new RangeError(`there is no chunk ${place} of ${total}`);
  let low = 0;
  let high = before.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((before[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return (firsts[low] ?? 0) + place - (before[low] ?? 0);
}

/** Runs of at most so many chunks, without the first `done` chunks of the set. */
export function* piecesOf(set: ChunkSet, done: number, maxChunks: number): Generator<ChunkRun> {
  for (let i = 0; i < set.firsts.length; i += 1) {
    const [first, count, before] = [set.firsts[i] ?? 0, set.counts[i] ?? 0, set.before[i] ?? 0];
    for (let at = Math.max(0, done - before); at < count; at += maxChunks)
      yield { first: first + at, count: Math.min(maxChunks, count - at) };
  }
}

/** Bytes of the chunks of a set on a disk of this size: its last chunk may be shorter. */
export function bytesOf(set: ChunkSet, sizeBytes: number): number {
  const last = set.firsts.length - 1;
  const end = last < 0 ? 0 : ((set.firsts[last] ?? 0) + (set.counts[last] ?? 0)) * CHUNK_BYTES;
  return set.total * CHUNK_BYTES - Math.max(0, end - sizeBytes);
}

class RangeCursor {
  private readonly list: RangeList;
  private index = -1;
  start = 0;
  end = 0;
  isOver = false;

  constructor(list: RangeList) {
    this.list = list;
    this.next();
  }

  /** What is passed by goes to `runs`. */
  passTo(at: number, runs?: RunBuilder): void {
    runs?.addBytes(this.start, at);
    this.start = at;
    if (this.start >= this.end) this.next();
  }

  private next(): void {
    this.index += 1;
    const offset = this.list.offsets[this.index];
    if (offset === undefined) {
      this.isOver = true;
      this.start = Number.POSITIVE_INFINITY;
      this.end = Number.POSITIVE_INFINITY;
      return;
    }
    this.start = offset;
    this.end = offset + (this.list.lengths[this.index] ?? 0);
  }
}

/** Takes runs in the order of their beginnings. */
class RunBuilder {
  private readonly firsts: number[] = [];
  private readonly ends: number[] = [];

  addBytes(start: number, end: number): void {
    this.add(Math.floor(start / CHUNK_BYTES), Math.ceil(end / CHUNK_BYTES));
  }

  add(first: number, end: number): void {
    const last = this.ends.length - 1;
    if (last >= 0 && first <= (this.ends[last] ?? 0)) {
      this.ends[last] = Math.max(this.ends[last] ?? 0, end);
      return;
    }
    this.firsts.push(first);
    this.ends.push(end);
  }

  finish(): ChunkSet {
    const firsts = Float64Array.from(this.firsts);
    const counts = Float64Array.from(this.ends, (end, i) => end - (firsts[i] ?? 0));
    const before = new Float64Array(firsts.length);
    let total = 0;
    for (const [i, count] of counts.entries()) {
      before[i] = total;
      total += count;
    }
    return { firsts, counts, before, total };
  }
}
