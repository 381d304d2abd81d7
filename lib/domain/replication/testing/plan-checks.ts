import { PAGE_BYTES, type RangeList, toRanges } from "#lib/domain/ranges/block-range.ts";
import { MAX_REQUEST_BYTES, type RangeColumns, type RequestPlan } from "../request-plan.ts";

export function toSpans({ offsets, lengths }: RangeColumns): { offset: number; end: number }[] {
  return Array.from(offsets, (offset, i) => ({ offset, end: offset + (lengths[i] ?? 0) }));
}

/** What is wrong with a plan whatever its objective; nothing: it is sound. */
export function flawsOf(plan: RequestPlan, changes: RangeList, stripeBytes: number): string[] {
  const flaws: string[] = [];
  const [writes, clears] = [toSpans(plan.writes), toSpans(plan.clears)];
  for (const [name, spans] of Object.entries({ writes, clears })) {
    let last = 0;
    for (const { offset, end } of spans) {
      if (offset % PAGE_BYTES !== 0 || end % PAGE_BYTES !== 0 || end <= offset) flaws.push(`${name}: no whole pages at ${offset}`);
      if (offset < last) flaws.push(`${name}: out of order at ${offset}`);
      if (Math.floor(offset / stripeBytes) !== Math.floor((end - 1) / stripeBytes)) flaws.push(`${name}: crosses a stripe at ${offset}`);
      if (name === "writes" && end - offset > MAX_REQUEST_BYTES) flaws.push(`too long at ${offset}`);
      last = end;
    }
  }
  const ranges = toRanges(changes);
  const [firstOf, lastOf] = [ranges[0]?.offset ?? 0, (ranges.at(-1)?.offset ?? 0) + (ranges.at(-1)?.length ?? 0)];
  for (const { offset, end } of [...writes, ...clears])
    if (offset < firstOf || end > lastOf) flaws.push(`outside the changes at ${offset}`);
  for (const { offset, length, cleared } of ranges) {
    const done = covered(cleared ? [...writes, ...clears] : writes, offset, offset + length);
    if (done !== length) flaws.push(`${cleared ? "cleared" : "written"} range at ${offset}: ${done} of ${length} bytes are done`);
  }
  const clearedRanges = ranges.filter((range) => range.cleared);
  for (const { offset, end } of clears) {
    const asked = clearedRanges.reduce((sum, range) => sum + overlap(offset, end, range.offset, range.offset + range.length), 0);
    if (asked !== end - offset) flaws.push(`clears what was not cleared at ${offset}`);
  }
  const changedBytes = ranges.reduce((sum, range) => sum + (range.cleared ? 0 : range.length), 0);
  const writtenBytes = writes.reduce((sum, { offset, end }) => sum + end - offset, 0);
  if (plan.writtenBytes !== writtenBytes || plan.bridgedBytes !== writtenBytes - changedBytes)
    flaws.push("its sums are not those of its requests");
  if (plan.clearedBytes !== clears.reduce((sum, { offset, end }) => sum + end - offset, 0))
    flaws.push("its cleared bytes are not those of its clears");
  return flaws;
}

/** Bytes of the span that are in one of the spans at least. */
function covered(spans: readonly { offset: number; end: number }[], offset: number, end: number): number {
  let reached = offset;
  let bytes = 0;
  for (const span of spans.toSorted((a, b) => a.offset - b.offset)) {
    const from = Math.max(reached, span.offset);
    const to = Math.min(end, span.end);
    if (to > from) {
      bytes += to - from;
      reached = to;
    }
  }
  return bytes;
}

function overlap(aStart: number, aEnd: number, bStart: number, bEnd: number): number {
  return Math.max(0, Math.min(aEnd, bEnd) - Math.max(aStart, bStart));
}
