// A RangeList as few bytes as possible, for the artifact store and for the browser (no Buffer here).
//
//   "SNPR"  version  varint…                                runs of kinds        per range
//   ┌──────┬───┬─────────┬────────────┬───────┬───────┬─────────────────────┬──────────────────────┐
//   │ 4 B  │ 1 │ page    │ disk pages │ count │ runs  │ written, cleared, … │ gap, length − 1      │
//   └──────┴───┴─────────┴────────────┴───────┴───────┴─────────────────────┴──────────────────────┘
//
// All numbers after the version are LEB128 varints counted in pages of 512 bytes; gap is the distance from the end
// of the range before. Runs alternate written and cleared, starting with written (which alone may be 0): most
// diffs need one or two bytes for them, so a 64 KiB write costs its gap and one byte. A reader refuses whatever a
// writer would not have written: a damaged artifact must never look like a smaller diff.

import { assertPageAligned, PAGE_BYTES, type RangeList } from "./block-range.ts";

const MAGIC = [0x53, 0x4e, 0x50, 0x52];
const VERSION = 1;
const HEADER_BYTES = MAGIC.length + 1;

/** Throws RangeError when the list is not canonical or leaves the disk. */
export function encodeRanges(list: RangeList, lengthBytes: number): Uint8Array {
  const count = list.offsets.length;
  if (list.lengths.length !== count || list.cleared.length !== count)
    throw new RangeError("the three arrays of a range list differ in length");
  if (!Number.isSafeInteger(lengthBytes) || lengthBytes < 0 || lengthBytes % PAGE_BYTES !== 0)
    throw new RangeError(`disk length is not whole pages: ${lengthBytes}`);
  const runs = kindRuns(list.cleared);
  const head = [PAGE_BYTES, lengthBytes / PAGE_BYTES, count, runs.length, ...runs];

  let size = HEADER_BYTES;
  for (const value of head) size += varintBytes(value);
  eachPair(list, lengthBytes, (gap, pages) => {
    size += varintBytes(gap) + varintBytes(pages - 1);
  });

  const bytes = new Uint8Array(size);
  bytes.set([...MAGIC, VERSION]);
  let at = HEADER_BYTES;
  for (const value of head) at = writeVarint(bytes, at, value);
  eachPair(list, lengthBytes, (gap, pages) => {
    at = writeVarint(bytes, at, gap);
    at = writeVarint(bytes, at, pages - 1);
  });
  return bytes;
}

/** Throws RangeError on anything encodeRanges did not write. */
export function decodeRanges(bytes: Uint8Array): { list: RangeList; lengthBytes: number } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new RangeError("not a range list");
  if (bytes[MAGIC.length] !== VERSION) throw new RangeError(`range list version ${bytes[MAGIC.length]} is unknown`);
  const reader = new VarintReader(bytes, HEADER_BYTES);
  const granularity = reader.next();
  if (granularity !== PAGE_BYTES) throw new RangeError(`range list counts in ${granularity} bytes, expected ${PAGE_BYTES}`);
  const diskPages = reader.next();
  if (!Number.isSafeInteger(diskPages * PAGE_BYTES)) throw new RangeError("range list names an impossible disk length");
  const count = reader.next();
  // Each range takes two bytes or more: a count beyond that is damage, not a reason to allocate.
  if (count * 2 > bytes.length) throw new RangeError("range list is shorter than its count");
  const cleared = readKinds(reader, count);
  const offsets = new Float64Array(count);
  const lengths = new Float64Array(count);
  let endPage = 0;
  for (let i = 0; i < count; i += 1) {
    const gap = reader.next();
    const pages = reader.next() + 1;
    if (gap === 0 && i > 0 && cleared[i] === cleared[i - 1]) throw new RangeError("range list splits one range in two");
    offsets[i] = (endPage + gap) * PAGE_BYTES;
    lengths[i] = pages * PAGE_BYTES;
    endPage += gap + pages;
    if (endPage > diskPages) throw new RangeError("range list leaves the disk");
  }
  reader.assertEnd();
  return { list: { offsets, lengths, cleared }, lengthBytes: diskPages * PAGE_BYTES };
}

function eachPair(list: RangeList, lengthBytes: number, visit: (gapPages: number, pages: number) => void): void {
  let end = 0;
  for (let i = 0; i < list.offsets.length; i += 1) {
    const offset = list.offsets[i] ?? 0;
    const length = list.lengths[i] ?? 0;
    assertPageAligned({ offset, length });
    if (offset < end || (offset === end && i > 0 && list.cleared[i] === list.cleared[i - 1]))
      throw new RangeError(`range list is not in canonical order at ${offset}`);
    if (offset + length > lengthBytes) throw new RangeError(`range at ${offset} leaves the disk of ${lengthBytes} bytes`);
    visit((offset - end) / PAGE_BYTES, length / PAGE_BYTES);
    end = offset + length;
  }
}

function kindRuns(cleared: Uint8Array): number[] {
  const runs: number[] = [];
  let kind = 0;
  let length = 0;
  for (const value of cleared) {
    if (value === kind) {
      length += 1;
    } else {
      runs.push(length);
      kind = value;
      length = 1;
    }
  }
  if (cleared.length > 0) runs.push(length);
  return runs;
}

function readKinds(reader: VarintReader, count: number): Uint8Array {
  const cleared = new Uint8Array(count);
  const runCount = reader.next();
  if (runCount > (count === 0 ? 0 : count + 1)) throw new RangeError("range list has more runs than ranges");
  let at = 0;
  for (let run = 0; run < runCount; run += 1) {
    const length = reader.next();
    if ((length === 0 && run > 0) || at + length > count) throw new RangeError("range list has a broken run of kinds");
    if (run % 2 === 1) cleared.fill(1, at, at + length);
    at += length;
  }
  if (at !== count) throw new RangeError("range list has a broken run of kinds");
  return cleared;
}

function varintBytes(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 128) {
    const next = Math.floor(rest / 128);
    bytes[at] = rest - next * 128 + 128;
    rest = next;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}

class VarintReader {
  private readonly bytes: Uint8Array;
  private at: number;

  constructor(bytes: Uint8Array, start: number) {
    this.bytes = bytes;
    this.at = start;
  }

  next(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new RangeError("range list ends too early");
      this.at += 1;
      if (byte < 128) {
        value += byte * factor;
        if (byte === 0 && factor > 1) throw new RangeError("range list has a number with idle zeros");
        if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("range list has a number beyond 2^53");
        return value;
      }
      value += (byte - 128) * factor;
      factor *= 128;
      if (factor > Number.MAX_SAFE_INTEGER) throw new RangeError("range list has a number beyond 2^53");
    }
  }

  assertEnd(): void {
    if (this.at !== this.bytes.length) throw new RangeError("range list has bytes after its end");
  }
}
