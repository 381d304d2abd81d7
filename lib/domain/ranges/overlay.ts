// Two consecutive diffs seen as one: where both speak, the newer one counts.
//
//   older    ████████░░░░████
//   newer        ░░░░████        ████
//   overlay  ████░░░░████████    ████      █ written  ░ cleared
//
// Deleting the snapshot between them leaves exactly this in the next one, so its written bytes are what the
// next one stores afterwards; and it is what a copy must move when the snapshot between was never copied.

import { type RangeList, RangeListBuilder } from "./block-range.ts";

export function overlay(older: RangeList, newer: RangeList): RangeList {
  const builder = new RangeListBuilder(older.offsets.length + newer.offsets.length);
  let i = 0;
  // Where the older list is still to be told from; everything below has been told.
  let told = 0;
  const tellOlderUpTo = (limit: number) => {
    for (; i < older.offsets.length; i += 1) {
      const offset = at(older.offsets, i);
      const end = offset + at(older.lengths, i);
      const from = Math.max(offset, told);
      const to = Math.min(end, limit);
      if (from < to) builder.append(from, to - from, older.cleared[i] === 1);
      if (end > limit) return;
    }
  };
  for (let j = 0; j < newer.offsets.length; j += 1) {
    const offset = at(newer.offsets, j);
    const length = at(newer.lengths, j);
    tellOlderUpTo(offset);
    builder.append(offset, length, newer.cleared[j] === 1);
    told = offset + length;
  }
  tellOlderUpTo(Number.POSITIVE_INFINITY);
  return builder.finish();
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
