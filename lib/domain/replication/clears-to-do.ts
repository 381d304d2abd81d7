import type { RangeList } from "#lib/domain/ranges/block-range.ts";
import { type RangeColumns, RangeColumnsBuilder } from "./range-columns.ts";

/** Whole cleared ranges, cut at stripes; those that the writes cover wholly are left to them: they copy the zeros along. */
export function clearsToDo(changes: RangeList, writes: RangeColumns, stripeBytes: number): RangeColumns {
  const { offsets, lengths, cleared } = changes;
  const out = new RangeColumnsBuilder(16);
  let write = 0;
  for (let i = 0; i < offsets.length; i += 1) {
    if (cleared[i] !== 1) continue;
    let offset = offsets[i] ?? 0;
    const rangeEnd = offset + (lengths[i] ?? 0);
    while (offset < rangeEnd) {
      const end = Math.min(rangeEnd, (Math.floor(offset / stripeBytes) + 1) * stripeBytes);
      while (write < writes.offsets.length && endOf(writes, write) <= offset) write += 1;
      if (!isCovered(writes, write, offset, end)) out.add(offset, end - offset);
      offset = end;
    }
  }
  return out.finish();
}

/** By this write and those that touch it. */
function isCovered(writes: RangeColumns, first: number, offset: number, end: number): boolean {
  let reached = offset;
  for (let i = first; i < writes.offsets.length && reached < end; i += 1) {
    if ((writes.offsets[i] ?? 0) > reached) return false;
    reached = endOf(writes, i);
  }
  return reached >= end;
}

function endOf({ offsets, lengths }: RangeColumns, i: number): number {
  return (offsets[i] ?? 0) + (lengths[i] ?? 0);
}
