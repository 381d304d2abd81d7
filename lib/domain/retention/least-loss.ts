// Frees so much with least loss. Least loss is: as few restore points as can be; of the selections of that size one in which
// no snapshot can be exchanged for an older one. The newest of a chain never goes, nor more of a chain than is allowed.
//
//   chain    ○──●──●──○──●──○     what is chosen (●) frees the sum of its runs: f(2,3) + f(5,5)
//
// For each chain and each number of snapshots the most that so many free is found exactly, place by place; then the chains are
// joined in the same way, and the smallest number that reaches the target is taken apart again.
import type { RunFreed } from "./run-freed.ts";

export interface LossChain {
  /** Oldest first. */
  ids: readonly string[];
  mayGo: readonly boolean[];
  /** When each was taken; absent: not known, and then it comes last in an exchange. */
  createdMs: readonly (number | undefined)[];
  /** So many may go. */
  maxLost: number;
  freedOf: RunFreed;
  /** What a byte of it counts. */
  worth: number;
}

export interface LeastLoss {
  /** Places by chain, in the order of the chains. */
  chosen: number[][];
  value: number;
  isReached: boolean;
}

export function leastLoss(chains: readonly LossChain[], target: number): LeastLoss {
  const joined = join(chains.map(bestOfEach));
  const last = joined.at(-1)?.values ?? new Float64Array(1);
  let count = last.findIndex((value) => value >= target);
  const isReached = count !== -1;
  // What cannot be reached is approached as far as it goes, and no further than that.
  if (!isReached) count = last.indexOf(last.reduce((a, b) => Math.max(a, b), 0));
  const chosen = takeApart(joined, count);
  const value = () => chosen.reduce((sum, places, i) => sum + worthOf(chains[i], places), 0);
  if (isReached) exchangeForOlder(chains, chosen, target);
  return { chosen, value: value(), isReached };
}

interface Best {
  /** By how many go: the most they count. */
  values: Float64Array;
  placesOf(count: number): number[];
}

/** reached[p][c]: the most that c before place p count when p is kept. */
function bestOfEach(chain: LossChain): Best {
  const { ids, mayGo, maxLost, freedOf, worth } = chain;
  const end = ids.length - 1;
  const most = Math.min(maxLost, mayGo.slice(0, Math.max(0, end)).filter(Boolean).length);
  const reached: Float64Array[] = [];
  const from: Int32Array[] = [];
  for (let place = 0; place <= end; place += 1) {
    const [values, origin] = [new Float64Array(most + 1).fill(-1), new Int32Array(most + 1).fill(-1)];
    for (let before = place - 1; before >= -1; before -= 1) {
      const lost = place - before - 1;
      if (lost > most || (lost > 0 && !mayGo[before + 1])) break;
      const freed = lost === 0 ? 0 : freedOf(before + 1, place - 1) * worth;
      for (let count = lost; count <= most; count += 1) {
        const earlier = before === -1 ? (count === lost ? 0 : -1) : (reached[before]?.[count - lost] ?? -1);
        if (earlier < 0 || earlier + freed <= (values[count] ?? -1)) continue;
        values[count] = earlier + freed;
        origin[count] = before;
      }
    }
    reached.push(values);
    from.push(origin);
  }
  return {
    values: reached[end] ?? new Float64Array(1),
    placesOf(count) {
      const places: number[] = [];
      for (let [place, left] = [end, count]; place >= 0 && left > 0; ) {
        const before = from[place]?.[left] ?? -1;
        for (let gone = before + 1; gone < place; gone += 1) places.push(gone);
        left -= place - before - 1;
        place = before;
      }
      return places.toSorted((a, b) => a - b);
    },
  };
}

interface Joined {
  best: Best;
  values: Float64Array;
  /** Of so many together, how many are of this chain. */
  own: Int32Array;
}

function join(bests: readonly Best[]): Joined[] {
  const joined: Joined[] = [];
  let before = new Float64Array(1);
  for (const best of bests) {
    const size = before.length + best.values.length - 1;
    const [values, own] = [new Float64Array(size).fill(-1), new Int32Array(size)];
    for (let count = 0; count < before.length; count += 1)
      for (let mine = 0; mine < best.values.length; mine += 1) {
        const [others, value] = [before[count] ?? -1, best.values[mine] ?? -1];
        if (others < 0 || value < 0 || others + value <= (values[count + mine] ?? -1)) continue;
        values[count + mine] = others + value;
        own[count + mine] = mine;
      }
    joined.push({ best, values, own });
    before = values;
  }
  return joined;
}

function takeApart(joined: readonly Joined[], count: number): number[][] {
  const chosen: number[][] = [];
  let left = count;
  for (const { best, own } of joined.toReversed()) {
    const mine = own[left] ?? 0;
    chosen.push(best.placesOf(mine));
    left -= mine;
  }
  return chosen.toReversed();
}

function worthOf(chain: LossChain | undefined, places: readonly number[]): number {
  if (!chain) return 0;
  let [sum, first] = [0, -1];
  for (const [i, place] of places.entries()) {
    if (first === -1) first = place;
    if (places[i + 1] === place + 1) continue;
    sum += chain.freedOf(first, place);
    first = -1;
  }
  return sum * chain.worth;
}

/** Of exchanges, each of which looks through a chain: a second or two of work. Of thousands that were chosen the newest are tried. */
const MAX_TRIES = 10_000;

/** The newest of those chosen first, each for the oldest that will do. */
function exchangeForOlder(chains: readonly LossChain[], chosen: number[][], target: number): void {
  const timeOf = (chain: number, place: number) => chains[chain]?.createdMs[place] ?? Number.POSITIVE_INFINITY;
  const all = chains.flatMap((chain, index) => chain.ids.slice(0, -1).flatMap((_, place) => (chain.mayGo[place] ? { index, place } : [])));
  const oldestFirst = all.toSorted((a, b) => timeOf(a.index, a.place) - timeOf(b.index, b.place));
  const values = chosen.map((places, i) => worthOf(chains[i], places));
  let [total, tries] = [values.reduce((sum, one) => sum + one, 0), 0];
  for (const out of oldestFirst.toReversed()) {
    if (!chosen[out.index]?.includes(out.place)) continue;
    for (const into of oldestFirst) {
      tries += 1;
      if (tries > MAX_TRIES || timeOf(into.index, into.place) >= timeOf(out.index, out.place)) break;
      if (chosen[into.index]?.includes(into.place)) continue;
      const next = exchanged(chosen, out, into);
      if ((next.get(into.index)?.length ?? 0) > (chains[into.index]?.maxLost ?? 0)) continue;
      const changed = [...next].map(([index, places]) => [index, worthOf(chains[index], places)] as const);
      const after = changed.reduce((sum, [index, value]) => sum + value - (values[index] ?? 0), total);
      if (after < target) continue;
      for (const [index, places] of next) chosen[index] = places;
      for (const [index, value] of changed) values[index] = value;
      total = after;
      break;
    }
  }
}

interface Place {
  index: number;
  place: number;
}

function exchanged(chosen: readonly number[][], out: Place, into: Place): Map<number, number[]> {
  const next = new Map([[out.index, (chosen[out.index] ?? []).filter((place) => place !== out.place)]]);
  const target = next.get(into.index) ?? chosen[into.index] ?? [];
  return next.set(
    into.index,
    [...target, into.place].toSorted((a, b) => a - b),
  );
}
