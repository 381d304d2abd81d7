// Pairs of amounts (estimated, billed) in whole units, so that each side makes its target and each difference is rounded up or
// down as well: of a pair with billed above estimated, billed alone may be rounded up, or both, or none; and the other way round.
import { floorUnits, sumFine } from "./fine-units.ts";

export interface Pair {
  estimate: bigint;
  billed: bigint;
}

/** As numbers: what is nothing, and what is more than something else by much, is so in them as well, and there may be very many. */
interface Fraction {
  i: number;
  /** Above the whole unit below. */
  estimate: number;
  billed: number;
  /** billed − estimate. */
  lead: number;
}

/** The targets, and their difference, are the sums of the pairs rounded up or down. */
export function sharePairs(pairs: readonly Pair[], targets: Pair, unit: bigint): Pair[] {
  const floors = pairs.map(({ estimate, billed }) => ({ estimate: floorUnits(estimate, unit), billed: floorUnits(billed, unit) }));
  const fractions = pairs.map((pair, i) => {
    const estimate = pair.estimate - (floors[i]?.estimate ?? 0n) * unit;
    const billed = pair.billed - (floors[i]?.billed ?? 0n) * unit;
    return { i, estimate: Number(estimate), billed: Number(billed), lead: Number(billed - estimate) };
  });
  const missing = {
    estimate: Number(targets.estimate - sumFine(floors.map(({ estimate }) => estimate))),
    billed: Number(targets.billed - sumFine(floors.map(({ billed }) => billed))),
  };
  const up = choose(fractions, missing, unit);
  return floors.map(({ estimate, billed }, i) => ({
    estimate: estimate + (up.estimate.has(i) ? 1n : 0n),
    billed: billed + (up.billed.has(i) ? 1n : 0n),
  }));
}

interface RoundedUp {
  estimate: Set<number>;
  billed: Set<number>;
}

function choose(fractions: Fraction[], missing: { estimate: number; billed: number }, unit: bigint): RoundedUp {
  const byLead = fractions.toSorted((a, b) => b.lead - a.lead);
  const ahead = byLead.filter(({ lead }) => lead > 0);
  const behind = byLead.filter(({ lead }) => lead < 0).toReversed();
  const must = { billed: Math.max(0, missing.billed - missing.estimate), estimate: Math.max(0, missing.estimate - missing.billed) };
  const most = Math.min(missing.estimate, missing.billed, ahead.length - must.billed, behind.length - must.estimate);
  const isHigh = (part: number) => part * 2 >= Number(unit);
  const apart = fractions.filter(({ estimate, billed }) => isHigh(estimate) !== isHigh(billed)).length;
  const wanted = clamp(Math.floor((apart - must.billed - must.estimate) / 2), 0, most);
  // Those that cannot be rounded up on both sides come first only where the others are needed for both.
  for (const apartPairs of outwardFrom(wanted, most))
    for (const savesBoth of [false, true]) {
      const pick = (candidates: Fraction[], count: number) => (savesBoth ? onlyOnesFirst(candidates) : candidates).slice(0, count);
      const onlyBilled = pick(ahead, must.billed + apartPairs);
      const onlyEstimate = pick(behind, must.estimate + apartPairs);
      const taken = new Set([...onlyBilled, ...onlyEstimate]);
      const both = byLead
        .filter((one) => canBoth(one) && !taken.has(one))
        .sort((a, b) => b.estimate + b.billed - a.estimate - a.billed)
        .slice(0, Math.min(missing.estimate, missing.billed) - apartPairs);
      const up = { estimate: indexes([...onlyEstimate, ...both]), billed: indexes([...onlyBilled, ...both]) };
      if (up.estimate.size === missing.estimate && up.billed.size === missing.billed) return up;
    }
  throw new RangeError("no rounding of these pairs adds up");
}

/** How many lines have only the one side rounded up, as many as have only the other, besides those that must. */
function outwardFrom(wanted: number, most: number): number[] {
  return Array.from({ length: most + 1 }, (_, i) => i).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
}

function onlyOnesFirst(candidates: Fraction[]): Fraction[] {
  return candidates.toSorted((a, b) => Number(canBoth(a)) - Number(canBoth(b)));
}

function indexes(fractions: Fraction[]): Set<number> {
  return new Set(fractions.map(({ i }) => i));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function canBoth({ estimate, billed }: Fraction): boolean {
  return estimate > 0 && billed > 0;
}
