// What the page lists of an image and the differences between two images are, as ranges.

import type { DiffRange, PageRange } from "./page-store.ts";
import { SegmentCursor } from "./segment-cursor.ts";
import { clearedRef, type Node } from "./segment-tree.ts";

interface Stamped {
  stamp: number;
  ref: number;
}

const holdsData = (segment: Stamped): boolean => segment.stamp > 0 && segment.ref !== clearedRef;

/** Ranges in [from, to) that hold data, ascending, adjacent ones merged. */
export function* allocatedRanges(root: Node, from: number, to: number): Generator<PageRange> {
  if (from >= to) return;
  let runStart = -1;
  for (const cursor = new SegmentCursor(root, from); ; cursor.advance()) {
    if (holdsData(cursor)) {
      if (runStart < 0) runStart = Math.max(cursor.start, from);
    } else if (runStart >= 0) {
      yield { offset: runStart, length: cursor.start - runStart };
      runStart = -1;
    }
    if (cursor.end >= to) break;
  }
  if (runStart >= 0) yield { offset: runStart, length: to - runStart };
}

/** Ranges in [from, to) written or cleared between two images, ascending, adjacent ones of one sort merged. */
export function* diffRanges(base: Node, target: Node, from: number, to: number): Generator<DiffRange> {
  if (base === target) return;
  const a = new SegmentCursor(base, from);
  const b = new SegmentCursor(target, from);
  let position = from;
  let runStart = from;
  let run: Change = "none";
  while (position < to) {
    const skipped = SegmentCursor.skipShared(a, b);
    const change = skipped ? "none" : changeOf(a, b);
    if (change !== run) {
      if (run !== "none") yield { offset: runStart, length: position - runStart, cleared: run === "cleared" };
      run = change;
      runStart = position;
    }
    if (skipped) {
      position = Math.max(position, a.start);
      continue;
    }
    position = Math.min(a.end, b.end, to);
    if (position >= to) break;
    if (a.end === position) a.advance();
    if (b.end === position) b.advance();
  }
  if (run !== "none") yield { offset: runStart, length: to - runStart, cleared: run === "cleared" };
}

type Change = "none" | "written" | "cleared";

function changeOf(base: Stamped, target: Stamped): Change {
  if (base.stamp === target.stamp) return "none";
  if (target.stamp === 0) return holdsData(base) ? "cleared" : "none";
  return target.ref === clearedRef ? "cleared" : "written";
}

export function sumLengths(ranges: Iterable<PageRange>): number {
  let sum = 0;
  for (const range of ranges) sum += range.length;
  return sum;
}
