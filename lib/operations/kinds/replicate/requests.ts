// The requests of one recovery point in the order they are sent: clears first, then writes, each in turns over the stripes, so that
// all blobs are written at once. The order follows from the plan alone: a place in it is a checkpoint.
import { createHash } from "node:crypto";
import { type BlockRange, type RangeList, RangeListBuilder } from "#lib/domain/ranges/block-range.ts";
import type { RangeColumns, RequestPlan } from "#lib/domain/replication/request-plan.ts";

export interface OrderedRequests {
  count: number;
  /** The first so many are clears. */
  clears: number;
  /** Of the writes. */
  totalBytes: number;
  at(index: number): BlockRange;
  /** Nothing for a clear. */
  bytesAt(index: number): number;
}

export function orderRequests({ clears, writes, writtenBytes }: RequestPlan, stripeBytes: number): OrderedRequests {
  const orders = [clears, writes].map((columns) => inTurns(columns, stripeBytes));
  const [clearOrder = new Uint32Array(), writeOrder = new Uint32Array()] = orders;
  const first = clearOrder.length;
  const at = (index: number) => (index < first ? rangeAt(clears, clearOrder[index] ?? 0) : rangeAt(writes, writeOrder[index - first] ?? 0));
  return {
    count: first + writeOrder.length,
    clears: first,
    totalBytes: writtenBytes,
    at,
    bytesAt: (index) => (index < first ? 0 : at(index).length),
  };
}

/** Tells one plan from another, for the same snapshot and for what was begun with it. */
export function hashRequests({ clears, writes }: RequestPlan): string {
  const hash = createHash("sha256");
  for (const { offsets, lengths } of [clears, writes]) {
    hash.update(`${offsets.length}\n`);
    for (const column of [offsets, lengths]) hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest("hex");
}

export function rangesOf({ clears, writes }: RequestPlan): BlockRange[] {
  return [clears, writes].flatMap((columns) => Array.from(columns.offsets, (_, i) => rangeAt(columns, i)));
}

/** The footer of the VHD lies behind the disk, and is not copied. */
export function withinDisk({ offsets, lengths, cleared }: RangeList, sizeBytes: number): RangeList {
  const built = new RangeListBuilder(offsets.length);
  for (const [i, offset] of offsets.entries()) {
    const length = Math.min(lengths[i] ?? 0, sizeBytes - offset);
    if (length > 0) built.append(offset, length, cleared[i] === 1);
  }
  return built.finish();
}

function rangeAt({ offsets, lengths }: RangeColumns, index: number): BlockRange {
  return { offset: offsets[index] ?? 0, length: lengths[index] ?? 0 };
}

/** Indices: the first of each stripe, the second of each … */
function inTurns({ offsets }: RangeColumns, stripeBytes: number): Uint32Array {
  const bounds: { from: number; to: number }[] = [];
  for (let i = 0; i < offsets.length; i += 1) {
    const isNew = i === 0 || Math.floor((offsets[i] ?? 0) / stripeBytes) !== Math.floor((offsets[i - 1] ?? 0) / stripeBytes);
    if (isNew) bounds.push({ from: i, to: i });
    const last = bounds.at(-1);
    if (last) last.to = i + 1;
  }
  const order = new Uint32Array(offsets.length);
  for (let placed = 0, turn = 0; placed < order.length; turn += 1)
    for (const { from, to } of bounds)
      if (from + turn < to) {
        order[placed] = from + turn;
        placed += 1;
      }
  return order;
}
