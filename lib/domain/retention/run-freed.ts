// What each run of neighbours of a chain frees when it goes and the next one is kept: all that a choice among them needs, since
// what a selection frees is the sum of its runs (reclaim.ts). Where the ranges are at hand one pass a beginning is enough:
// each further neighbour is laid over what is there already. What is not known counts with what is sure of it.
import { type RangeList, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlay } from "#lib/domain/ranges/overlay.ts";
import { type ReclaimChain, reclaim, type StoredSnapshot } from "#lib/domain/sizes/reclaim.ts";

/** Bytes by the places of the first and the last of the run; 0 where one of it may not go. */
export type RunFreed = (first: number, last: number) => number;

/** Of all ranges that are laid over each other; beyond it singles are added up, which is a lower bound. */
const MAX_WORK = 40_000_000;

/** mayGo: by place in the chain, oldest first. The newest never goes: what it frees is only postponed. */
export function runFreed(chain: ReclaimChain, mayGo: readonly boolean[], maxWork = MAX_WORK): RunFreed {
  const rows = new Map<number, number[]>();
  const budget = { left: maxWork };
  for (let first = 0; first < chain.snapshots.length - 1; first += 1)
    if (mayGo[first]) rows.set(first, freedFrom(chain, mayGo, first, budget));
  return (first, last) => rows.get(first)?.[last - first] ?? 0;
}

function freedFrom(chain: ReclaimChain, mayGo: readonly boolean[], first: number, budget: { left: number }): number[] {
  const { snapshots, kind } = chain;
  const freed: number[] = [];
  let [bytes, laid]: [number, RangeList | undefined] = [0, snapshots[first]?.ranges];
  for (let last = first; last < snapshots.length - 1 && mayGo[last]; last += 1) {
    const [one, next] = [snapshots[last], snapshots[last + 1]];
    bytes += one?.storedBytes ?? 0;
    if (kind === "full") freed.push(bytes);
    else {
      laid =
        laid && isKnown(one) && next?.storedBytes !== undefined && next.ranges && budget.left > 0 ? overlay(laid, next.ranges) : undefined;
      budget.left -= laid?.offsets.length ?? 0;
      if (laid) freed.push(bytes + (next?.storedBytes ?? 0) - totalsOf(laid).writtenBytes);
      else freed.push(sureOf(chain, first, last, budget));
    }
  }
  return freed;
}

function isKnown(one: StoredSnapshot | undefined): boolean {
  return one?.storedBytes !== undefined && one.barrier === undefined;
}

function sureOf(chain: ReclaimChain, first: number, last: number, budget: { left: number }): number {
  const run = chain.snapshots.slice(first, last + 2);
  const slice = budget.left > 0 ? run : run.map(({ ranges: _, ...one }) => one);
  if (budget.left > 0) budget.left -= run.reduce((sum, { ranges }) => sum + (ranges?.offsets.length ?? 0), 0);
  const { freed } = reclaim({ ...chain, snapshots: slice }, new Set(slice.slice(0, -1).map(({ id }) => id)));
  return freed.state === "unknown" ? 0 : freed.bytes;
}
