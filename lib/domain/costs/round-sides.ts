// Estimate, bill and difference of the lines of a page, rounded so that all of it can be added up: each column to its total,
// and where the difference is that of the two amounts beside it, also across. Every amount is rounded up or down, none moved
// by a whole unit. Such a rounding always exists: the sums are those of a network (each amount is in one column and in one
// line), and in a network whole numbers are to be had between whole bounds. Why so: docs/decisions/0010-shown-amounts-add-up.md.
//
//   line           estimate   billed   difference
//   tied              12.34    12.30      -0.04      billed − estimate = difference: the same days and snapshots
//   of its own         3.10     2.00      -0.02      the difference is of fewer days, or of some of its snapshots
//   total             15.44    14.30      -0.06
import { floorUnits, nearestUnits, restOf, shareOut, sumFine, toFine, unitOf, unitsToText } from "./fine-units.ts";
import { sharePairs } from "./share-pairs.ts";

export interface Sides {
  estimateUsd: string;
  billedUsd: string;
}

export interface CostSides {
  estimateUsd: string | null;
  billedUsd: string | null;
  /** What can be compared of it. */
  compared: Sides | null;
}

export interface ShownSides {
  estimateUsd: string | null;
  billedUsd: string | null;
  differenceUsd: string | null;
}

export interface RoundedSides {
  lines: ShownSides[];
  total: ShownSides;
  /** The sides of the total difference. */
  compared: (Sides & { differenceUsd: string }) | null;
}

/** What the totals have besides these lines counts as one line more of each column. */
export function roundSides(lines: readonly CostSides[], total: CostSides, decimals: number): RoundedSides {
  const unit = unitOf(decimals);
  const text = (units: bigint | undefined) => (units === undefined ? null : unitsToText(units, decimals));
  const cells = lines.map(toCells);
  const sums = toCells(total);
  const tied = cells.filter(isTied);
  const rest = {
    estimate: restColumn(cells, sums, "estimate"),
    billed: restColumn(cells, sums, "billed"),
    difference: restColumn(cells, sums, "difference"),
  };
  const whole = chooseTotals(sums, tied, rest, unit);
  const pairs = sharePairs(tied, { estimate: whole.tiedEstimate, billed: whole.tiedBilled }, unit);
  const shares = {
    estimate: shareOut(rest.estimate, whole.estimate - whole.tiedEstimate, unit),
    billed: shareOut(rest.billed, whole.billed - whole.tiedBilled, unit),
    difference: shareOut(rest.difference, whole.difference - (whole.tiedBilled - whole.tiedEstimate), unit),
  };
  const next = { pair: 0, estimate: 0, billed: 0, difference: 0 };
  const take = (cell: Cells, column: Column) => (cell[column] === undefined ? null : text(shares[column][next[column]++]));
  return {
    lines: cells.map((cell) => {
      if (!isTied(cell))
        return { estimateUsd: take(cell, "estimate"), billedUsd: take(cell, "billed"), differenceUsd: take(cell, "difference") };
      const { estimate = 0n, billed = 0n } = pairs[next.pair++] ?? {};
      return { estimateUsd: text(estimate), billedUsd: text(billed), differenceUsd: text(billed - estimate) };
    }),
    total: {
      estimateUsd: sums.estimate === undefined ? null : text(whole.estimate),
      billedUsd: sums.billed === undefined ? null : text(whole.billed),
      differenceUsd: sums.difference === undefined ? null : text(whole.difference),
    },
    compared: sums.difference === undefined ? null : comparedText(whole, decimals),
  };
}

const COLUMNS = ["estimate", "billed", "difference"] as const;
type Column = (typeof COLUMNS)[number];

interface Cells {
  estimate?: bigint;
  billed?: bigint;
  difference?: bigint;
  compared?: { estimate: bigint; billed: bigint };
}
type TiedCells = Required<Cells>;

function toCells({ estimateUsd, billedUsd, compared }: CostSides): Cells {
  const sides = compared && { estimate: toFine(compared.estimateUsd), billed: toFine(compared.billedUsd) };
  return {
    ...(estimateUsd === null ? {} : { estimate: toFine(estimateUsd) }),
    ...(billedUsd === null ? {} : { billed: toFine(billedUsd) }),
    ...(sides ? { compared: sides, difference: sides.billed - sides.estimate } : {}),
  };
}

function isTied(cells: Cells): cells is TiedCells {
  const { estimate, billed, compared } = cells;
  return compared !== undefined && estimate === compared.estimate && billed === compared.billed;
}

/** The lines that are on their own in a column, and last what is on no line. */
function restColumn(cells: readonly Cells[], sums: Cells, column: Column): bigint[] {
  const all = cells.flatMap((cell) => cell[column] ?? []);
  const own = cells.flatMap((cell) => (isTied(cell) ? [] : (cell[column] ?? [])));
  return [...own, (sums[column] ?? sumFine(all)) - sumFine(all)];
}

interface Totals {
  estimate: bigint;
  billed: bigint;
  difference: bigint;
  comparedEstimate: bigint;
  comparedBilled: bigint;
  tiedEstimate: bigint;
  tiedBilled: bigint;
}

/** Each nearest to what it is, or where that cannot be, rounded the other way. */
function chooseTotals(sums: Cells, tied: readonly TiedCells[], rest: Record<Column, readonly bigint[]>, unit: bigint): Totals {
  const tiedSums = { estimate: sumFine(tied.map(({ estimate }) => estimate)), billed: sumFine(tied.map(({ billed }) => billed)) };
  const total = {
    estimate: tiedSums.estimate + sumFine(rest.estimate),
    billed: tiedSums.billed + sumFine(rest.billed),
    difference: tiedSums.billed - tiedSums.estimate + sumFine(rest.difference),
  };
  const sides = sums.compared ?? { estimate: 0n, billed: total.difference };
  const isNear = (units: bigint, fine: bigint) => units === floorUnits(fine, unit) || units === ceilUnits(fine, unit);
  const isSame = { estimate: sides.estimate === total.estimate, billed: sides.billed === total.billed };
  for (const estimate of bothWays(total.estimate, unit))
    for (const billed of bothWays(total.billed, unit))
      for (const comparedEstimate of isSame.estimate ? [estimate] : bothWays(sides.estimate, unit))
        for (const comparedBilled of isSame.billed ? [billed] : bothWays(sides.billed, unit))
          for (const tiedEstimate of bothWays(tiedSums.estimate, unit))
            for (const tiedBilled of bothWays(tiedSums.billed, unit)) {
              const difference = comparedBilled - comparedEstimate;
              const tiedDifference = tiedBilled - tiedEstimate;
              const isPossible =
                isNear(difference, total.difference) &&
                isNear(tiedDifference, tiedSums.billed - tiedSums.estimate) &&
                isNear(estimate - tiedEstimate, sumFine(rest.estimate)) &&
                isNear(billed - tiedBilled, sumFine(rest.billed)) &&
                isNear(difference - tiedDifference, sumFine(rest.difference));
              if (isPossible) return { estimate, billed, difference, comparedEstimate, comparedBilled, tiedEstimate, tiedBilled };
            }
  throw new RangeError("no rounding of these totals adds up");
}

function ceilUnits(fine: bigint, unit: bigint): bigint {
  return -floorUnits(-fine, unit);
}

/** Nearest first. */
function bothWays(fine: bigint, unit: bigint): bigint[] {
  const near = nearestUnits(fine, unit);
  return restOf(fine, unit) === 0n ? [near] : [floorUnits(fine, unit), ceilUnits(fine, unit)].sort((one) => (one === near ? -1 : 1));
}

function comparedText({ comparedEstimate, comparedBilled, difference }: Totals, decimals: number): RoundedSides["compared"] {
  return {
    estimateUsd: unitsToText(comparedEstimate, decimals),
    billedUsd: unitsToText(comparedBilled, decimals),
    differenceUsd: unitsToText(difference, decimals),
  };
}
