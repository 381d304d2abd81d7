import { PAGE_BYTES, type RangeList } from "#lib/domain/ranges/block-range.ts";

/** What was written in one stripe. Half-open ranges in pages from the start of the stripe, sorted, with a gap between any two. */
export interface StripeChanges {
  /** Disk offset of the stripe. */
  readonly offset: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** In all ranges. */
  readonly pages: number;
  /** Of the gaps before range i, the one in front of the first range not counted. */
  readonly gapPagesBefore: Float64Array;
}

/** Stripe by stripe, those with nothing written left out; a range that crosses into another stripe is cut there. */
export function* stripesWritten(changes: RangeList, stripeBytes: number): Generator<StripeChanges> {
  const { offsets, lengths, cleared } = changes;
  let open = new OpenStripe(0);
  for (let i = 0; i < offsets.length; i += 1) {
    if (cleared[i] === 1) continue;
    let offset = offsets[i] ?? 0;
    const end = offset + (lengths[i] ?? 0);
    while (offset < end) {
      const stripeOffset = Math.floor(offset / stripeBytes) * stripeBytes;
      if (stripeOffset !== open.offset) {
        if (open.count > 0) yield open.finish();
        open = new OpenStripe(stripeOffset);
      }
      const cut = Math.min(end, stripeOffset + stripeBytes);
      open.add((offset - stripeOffset) / PAGE_BYTES, (cut - stripeOffset) / PAGE_BYTES);
      offset = cut;
    }
  }
  if (open.count > 0) yield open.finish();
}

class OpenStripe {
  readonly offset: number;
  count = 0;
  private starts = new Float64Array(1024);
  private ends = new Float64Array(1024);

  constructor(offset: number) {
    this.offset = offset;
  }

  add(start: number, end: number): void {
    if (this.count > 0 && this.ends[this.count - 1] === start) {
      this.ends[this.count - 1] = end;
      return;
    }
    if (this.count === this.starts.length) {
      this.starts = doubled(this.starts);
      this.ends = doubled(this.ends);
    }
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count += 1;
  }

  finish(): StripeChanges {
    const [starts, ends] = [this.starts.slice(0, this.count), this.ends.slice(0, this.count)];
    const gapPagesBefore = new Float64Array(this.count);
    let pages = 0;
    for (let i = 0; i < this.count; i += 1) {
      gapPagesBefore[i] = (starts[i] ?? 0) - (starts[0] ?? 0) - pages;
      pages += (ends[i] ?? 0) - (starts[i] ?? 0);
    }
    return { offset: this.offset, starts, ends, pages, gapPagesBefore };
  }
}

function doubled(from: Float64Array): Float64Array<ArrayBuffer> {
  const to = new Float64Array(from.length * 2);
  to.set(from);
  return to;
}
