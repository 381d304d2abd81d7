// Pairs of amounts (estimated, billed) in whole units, so that each side makes its target and each difference is rounded up or
// down as well: of a pair with billed above estimated, billed alone may be rounded up, or both, or none; and the other way round.
import { compare, floorUnits, restOf, sumFine } from "./fine-units.ts";

export interface Pair {
  estimate: bigint;
  billed: bigint;
}

interface Fraction {
  i: number;
  /** Above the whole unit below. */
  estimate: bigint;
  billed: bigint;
  /** billed − estimate. */
  lead: bigint;
}

/** The targets, and their difference, are the sums of the pairs rounded up or down. */
export function sharePairs(pairs: readonly Pair[], targets: Pair, unit: bigint): Pair[] {
  const floors = pairs.map(({ estimate, billed }) => ({ estimate: floorUnits(estimate, unit), billed: floorUnits(billed, unit) }));
  const fractions = pairs.map((pair, i) => {
    const [estimate, billed] = [restOf(pair.estimate, unit), restOf(pair.billed, unit)];
    return { i, estimate, billed, lead: billed - estimate };
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
  const byLead = fractions.toSorted((a, b) => compare(b.lead, a.lead));
  const isHigh = (part: bigint) => part * 2n >= unit;
  const apart = fractions.filter(({ estimate, billed }) => isHigh(estimate) !== isHigh(billed)).length;
  const least = Math.abs(missing.billed - missing.estimate);
  const wanted = Math.max(0, Math.floor((apart - least) / 2));
  // Those that cannot be rounded up on both sides come first only where the others are needed for both.
  for (const apartPairs of outwardFrom(wanted, Math.min(missing.estimate, missing.billed)))
    for (const savesBoth of [false, true]) {
      const up = tryPairs(byLead, missing, { apartPairs, savesBoth });
      if (up) return up;
    }
  throw new RangeError("no rounding of these pairs adds up");
}

/** apartPairs: as many lines have only the one side rounded up as have only the other, besides those that must. */
function tryPairs(
  byLead: readonly Fraction[],
  missing: { estimate: number; billed: number },
  { apartPairs, savesBoth }: { apartPairs: number; savesBoth: boolean },
): RoundedUp | undefined {
  const pick = (candidates: Fraction[], count: number) =>
    (savesBoth ? candidates.toSorted((a, b) => Number(canBoth(a)) - Number(canBoth(b))) : candidates).slice(0, count);
  const onlyBilled = pick(
    byLead.filter(({ lead }) => lead > 0n),
    Math.max(0, missing.billed - missing.estimate) + apartPairs,
  );
  const onlyEstimate = pick(
    byLead.filter(({ lead }) => lead < 0n).toReversed(),
    Math.max(0, missing.estimate - missing.billed) + apartPairs,
  );
  const taken = new Set([...onlyBilled, ...onlyEstimate].map(({ i }) => i));
  const both = byLead
    .filter((one) => canBoth(one) && !taken.has(one.i))
    .sort((a, b) => compare(b.estimate + b.billed, a.estimate + a.billed))
    .slice(0, Math.min(missing.estimate, missing.billed) - apartPairs);
  const up = {
    estimate: new Set([...onlyEstimate, ...both].map(({ i }) => i)),
    billed: new Set([...onlyBilled, ...both].map(({ i }) => i)),
  };
  return up.estimate.size === missing.estimate && up.billed.size === missing.billed ? up : undefined;
}

function canBoth({ estimate, billed }: Fraction): boolean {
  return estimate > 0n && billed > 0n;
}

function outwardFrom(wanted: number, most: number): number[] {
  return Array.from({ length: most + 1 }, (_, i) => i).sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted));
}
