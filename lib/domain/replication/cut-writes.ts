import { PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import type { RangeColumnsBuilder } from "./range-columns.ts";
import type { StripeChanges } from "./stripe-changes.ts";

/** `bridges[i]`: the gap before range i is copied along. What hangs together is cut from its first page on. */
export function cutWrites(stripe: StripeChanges, bridges: Uint8Array, maxPages: number, out: RangeColumnsBuilder): void {
  const { offset, starts, ends } = stripe;
  let start = starts[0] ?? 0;
  let end = start;
  const add = () => out.add(offset + start * PAGE_BYTES, (end - start) * PAGE_BYTES);
  for (let i = 0; i < starts.length; i += 1) {
    const [rangeStart, rangeEnd] = [starts[i] ?? 0, ends[i] ?? 0];
    // A request that would end in the gap before this range ends where the gap begins.
    if (i > 0 && (bridges[i] !== 1 || rangeStart - start >= maxPages)) {
      add();
      start = rangeStart;
    }
    while (rangeEnd - start > maxPages) {
      end = start + maxPages;
      add();
      start = end;
    }
    end = rangeEnd;
  }
  if (end > start) add();
}
