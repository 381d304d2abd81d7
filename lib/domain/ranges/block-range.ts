// Half-open byte ranges of a disk, and what a page-range diff says about them.
//
//   bytes     0        512       1024      1536      2048      2560
//             ├─────────┼─────────┼─────────┼─────────┼─────────┤
//   written             ██████████████████████                      {offset: 512, length: 1024}
//   cleared                                 ░░░░░░░░░░              {offset: 1536, length: 512}
//
// A set of ranges is sorted by offset and its members neither overlap nor touch. Offsets reach 2^46, so they
// are plain numbers and never meet bit operators. Azure's inclusive ends exist only in adapters.

export const PAGE_BYTES = 512;

export interface BlockRange {
  offset: number;
  length: number;
}

export interface DiffRange extends BlockRange {
  /** The pages were given back: they read as zeros now and store nothing. */
  cleared: boolean;
}

/**
 * Ranges of a diff, or of a whole image (then nothing is cleared), as three arrays of one length: what a
 * million ranges need. Sorted by offset, no overlaps; neighbours that touch differ in kind.
 */
export interface RangeList {
  readonly offsets: Float64Array;
  readonly lengths: Float64Array;
  readonly cleared: Uint8Array;
}

export interface RangeTotals {
  writtenBytes: number;
  clearedBytes: number;
  writtenRanges: number;
  clearedRanges: number;
}

/** Throws on what is no range of whole 512-byte pages. */
export function assertPageAligned(range: BlockRange): void {
  const { offset, length } = range;
  const sound =
    Number.isSafeInteger(offset + length) && offset >= 0 && length > 0 && offset % PAGE_BYTES === 0 && length % PAGE_BYTES === 0;
  if (!sound) throw new RangeError(`not a range of whole ${PAGE_BYTES}-byte pages: offset ${offset}, length ${length}`);
}

/** The same bytes as a sorted set: ranges that overlap or touch become one. */
export function normaliseRanges(ranges: readonly BlockRange[]): BlockRange[] {
  for (const range of ranges) assertPageAligned(range);
  const sorted = ranges.toSorted((a, b) => a.offset - b.offset);
  const merged: BlockRange[] = [];
  let last: BlockRange | undefined;
  for (const { offset, length } of sorted) {
    if (last && offset <= last.offset + last.length) {
      last.length = Math.max(last.length, offset + length - last.offset);
    } else {
      last = { offset, length };
      merged.push(last);
    }
  }
  return merged;
}

export function unionRanges(a: readonly BlockRange[], b: readonly BlockRange[]): BlockRange[] {
  return normaliseRanges([...a, ...b]);
}

/** Bytes in both sets. */
export function intersectRanges(a: readonly BlockRange[], b: readonly BlockRange[]): BlockRange[] {
  const common: BlockRange[] = [];
  let i = 0;
  let j = 0;
  for (let left = a[i], right = b[j]; left && right; left = a[i], right = b[j]) {
    const start = Math.max(left.offset, right.offset);
    const end = Math.min(endOf(left), endOf(right));
    if (start < end) common.push({ offset: start, length: end - start });
    if (endOf(left) <= endOf(right)) i += 1;
    else j += 1;
  }
  return common;
}

/** Bytes of the set a that are not in the set b. */
export function differenceRanges(a: readonly BlockRange[], b: readonly BlockRange[]): BlockRange[] {
  const rest: BlockRange[] = [];
  let j = 0;
  for (const range of a) {
    let start = range.offset;
    const end = endOf(range);
    for (let hole = b[j]; hole && hole.offset < end; hole = b[j]) {
      if (hole.offset > start) rest.push({ offset: start, length: hole.offset - start });
      start = Math.max(start, endOf(hole));
      if (endOf(hole) > end) break;
      j += 1;
    }
    if (start < end) rest.push({ offset: start, length: end - start });
  }
  return rest;
}

export function sumRanges(ranges: readonly BlockRange[]): number {
  let total = 0;
  for (const range of ranges) total += range.length;
  return total;
}

/** The part of the set inside the window. */
export function clipRanges(ranges: readonly BlockRange[], window: BlockRange): BlockRange[] {
  return window.length > 0 ? intersectRanges(ranges, [window]) : [];
}

/**
 * The list form of ranges in any order. Touching ranges of one kind become one, so that the same diff gives the
 * same list however the service cut its pages. Throws when ranges overlap: one page cannot be read twice.
 */
export function fromRanges(ranges: readonly (BlockRange & { cleared?: boolean })[]): RangeList {
  for (const range of ranges) assertPageAligned(range);
  const builder = new RangeListBuilder(ranges.length);
  for (const range of ranges.toSorted((a, b) => a.offset - b.offset)) builder.append(range.offset, range.length, range.cleared === true);
  return builder.finish();
}

export function toRanges(list: RangeList): DiffRange[] {
  return Array.from(list.offsets, (offset, i) => ({ offset, length: list.lengths[i] ?? 0, cleared: list.cleared[i] === 1 }));
}

export function totalsOf(list: RangeList): RangeTotals {
  const totals: RangeTotals = { writtenBytes: 0, clearedBytes: 0, writtenRanges: 0, clearedRanges: 0 };
  for (let i = 0; i < list.offsets.length; i += 1) {
    const length = list.lengths[i] ?? 0;
    if (list.cleared[i] === 1) {
      totals.clearedBytes += length;
      totals.clearedRanges += 1;
    } else {
      totals.writtenBytes += length;
      totals.writtenRanges += 1;
    }
  }
  return totals;
}

/** Collects ranges that come in order of their offsets. Joins touching ranges of one kind. */
export class RangeListBuilder {
  private offsets: Float64Array;
  private lengths: Float64Array;
  private cleared: Uint8Array;
  private count = 0;
  private end = 0;

  constructor(expectedCount = 1024) {
    const capacity = Math.max(16, expectedCount);
    this.offsets = new Float64Array(capacity);
    this.lengths = new Float64Array(capacity);
    this.cleared = new Uint8Array(capacity);
  }

  append(offset: number, length: number, cleared: boolean): void {
    if (offset < this.end) throw new RangeError(`range at ${offset} overlaps or precedes the one that ends at ${this.end}`);
    const kind = cleared ? 1 : 0;
    const last = this.count - 1;
    if (last >= 0 && offset === this.end && this.cleared[last] === kind) {
      this.lengths[last] = (this.lengths[last] ?? 0) + length;
    } else {
      if (this.count === this.offsets.length) this.grow();
      this.offsets[this.count] = offset;
      this.lengths[this.count] = length;
      this.cleared[this.count] = kind;
      this.count += 1;
    }
    this.end = offset + length;
  }

  finish(): RangeList {
    const { count } = this;
    return { offsets: this.offsets.slice(0, count), lengths: this.lengths.slice(0, count), cleared: this.cleared.slice(0, count) };
  }

  private grow(): void {
    const capacity = this.offsets.length * 2;
    this.offsets = enlarged(this.offsets, new Float64Array(capacity));
    this.lengths = enlarged(this.lengths, new Float64Array(capacity));
    this.cleared = enlarged(this.cleared, new Uint8Array(capacity));
  }
}

function enlarged<T extends Float64Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function endOf(range: BlockRange): number {
  return range.offset + range.length;
}
