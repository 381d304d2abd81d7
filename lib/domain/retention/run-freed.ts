// What each run of neighbours of a chain frees when it goes and the next one is kept: all that a choice among them needs, since
// what a selection frees is the sum of its runs (reclaim.ts). Where the ranges are at hand one pass a beginning is enough:
// each further neighbour is laid over what is there already. What is not known counts with what is sure of it.
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";
import { type ReclaimChain, reclaim, type StoredSnapshot } from "#lib/domain/sizes/reclaim.ts";

/** Bytes by the places of the first and the last of the run; 0 where one of it may not go. */
export type RunFreed = (first: number, last: number) => number;

/** Ranges that may still be laid over each other, by all chains of one answer: a second or two of work. */
export interface Work {
  left: number;
}

export function createWork(): Work {
  return { left: 6_000_000 };
}

/** mayGo: by place in the chain, oldest first. The newest never goes: what it frees is only postponed. Without work left, singles are added up: a lower bound. */
export function runFreed(chain: ReclaimChain, mayGo: readonly boolean[], work = createWork()): RunFreed {
  const rows = new Map<number, number[]>();
  for (let first = 0; first < chain.snapshots.length - 1; first += 1)
    if (mayGo[first]) rows.set(first, freedFrom(chain, mayGo, first, work));
  return (first, last) => rows.get(first)?.[last - first] ?? 0;
}

function freedFrom(chain: ReclaimChain, mayGo: readonly boolean[], first: number, work: Work): number[] {
  const { snapshots, kind } = chain;
  const freed: number[] = [];
  let [bytes, singles, laid]: [number, number, RangeList | undefined] = [0, 0, snapshots[first]?.ranges];
  for (let last = first; last < snapshots.length - 1 && mayGo[last]; last += 1) {
    const [one, next] = [snapshots[last], snapshots[last + 1]];
    bytes += one?.storedBytes ?? 0;
    if (kind === "full") {
      freed.push(bytes);
      continue;
    }
    singles += aloneOf(one, next);
    const canLay = isKnown(one) && next?.storedBytes !== undefined && work.left > 0;
    laid = laid && canLay && next?.ranges ? overlay(laid, next.ranges) : undefined;
    work.left -= laid?.offsets.length ?? 0;
    if (laid) freed.push(bytes + (next?.storedBytes ?? 0) - totalsOf(laid).writtenBytes);
    else freed.push(work.left > 0 ? sureOf(chain, first, last, work) : singles);
  }
  return freed;
}

function isKnown(one: StoredSnapshot | undefined): boolean {
  return one?.storedBytes !== undefined && one.barrier === undefined;
}

function aloneOf(one: StoredSnapshot | undefined, next: StoredSnapshot | undefined): number {
  return isKnown(one) && next?.storedBytes !== undefined ? (one?.overlapBytes ?? 0) : 0;
}

function sureOf(chain: ReclaimChain, first: number, last: number, work: Work): number {
  const run = chain.snapshots.slice(first, last + 2);
  work.left -= run.reduce((sum, { ranges }) => sum + 1 + (ranges?.offsets.length ?? 0), 0);
  const { freed } = reclaim({ ...chain, snapshots: run }, new Set(run.slice(0, -1).map(({ id }) => id)));
  return freed.state === "unknown" ? 0 : freed.bytes;
}
