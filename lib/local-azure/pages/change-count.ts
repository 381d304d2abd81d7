// How much of an image was written since it was last frozen, counted while it is written: taking a snapshot asks, and
// must not have to look at every change. What the count cannot follow (an image made shorter, one read back from a
// checkpoint) has none, and the difference is added up when somebody asks.

import type { ImageId } from "./page-store.ts";
import { SegmentCursor } from "./segment-cursor.ts";
import { clearedRef, type Node } from "./segment-tree.ts";

export interface ChangeCount {
  /** The frozen image it counts from. */
  baseId: ImageId;
  /** What the base holds is older than this stamp, what was written since is not. */
  sinceStamp: number;
  writtenBytes: number;
}

/** Before [from, to) is written, or cleared. */
export function countChange(count: ChangeCount, root: Node, { from, to, ref }: { from: number; to: number; ref: number }): void {
  const isCleared = ref === clearedRef;
  count.writtenBytes += (isCleared ? 0 : to - from) - writtenSince(root, count.sinceStamp, from, to);
}

function writtenSince(root: Node, stamp: number, from: number, to: number): number {
  let sum = 0;
  for (const cursor = new SegmentCursor(root, from); ; cursor.advance()) {
    if (cursor.stamp >= stamp && cursor.ref !== clearedRef) sum += Math.min(cursor.end, to) - Math.max(cursor.start, from);
    if (cursor.end >= to) return sum;
  }
}
