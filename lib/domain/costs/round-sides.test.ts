import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sumDecimals } from "./exact-decimal.ts";
import { toFine, unitOf } from "./fine-units.ts";
import { type CostSides, roundSides } from "./round-sides.ts";
import { amount } from "./testing/shown-amounts.ts";

const tied = fc
  .tuple(amount, amount)
  .map(([estimateUsd, billedUsd]): CostSides => ({ estimateUsd, billedUsd, compared: { estimateUsd, billedUsd } }));
const ofItsOwn = fc.record({
  estimateUsd: fc.option(amount),
  billedUsd: fc.option(amount),
  compared: fc.option(fc.record({ estimateUsd: amount, billedUsd: amount })),
});

describe("estimate, bill and difference", () => {
  it("of the same days add up across and down", () => {
    const line = (estimateUsd: string, billedUsd: string): CostSides => ({ estimateUsd, billedUsd, compared: { estimateUsd, billedUsd } });
    // Each by itself: 0.10, 0.11, but a difference of 0.00.
    const shown = roundSides([line("0.1049", "0.1051")], line("0.1049", "0.1051"), 2);
    expect(shown.lines).toEqual([{ estimateUsd: "0.10", billedUsd: "0.11", differenceUsd: "0.01" }]);
    expect(shown.compared).toEqual({ estimateUsd: "0.10", billedUsd: "0.11", differenceUsd: "0.01" });
    const three = roundSides([line("0.334", "0.333"), line("0.333", "0.333"), line("0.333", "0.333")], line("1.000", "0.999"), 2);
    expect(three.lines).toEqual([
      { estimateUsd: "0.34", billedUsd: "0.34", differenceUsd: "0.00" },
      { estimateUsd: "0.33", billedUsd: "0.33", differenceUsd: "0.00" },
      { estimateUsd: "0.33", billedUsd: "0.33", differenceUsd: "0.00" },
    ]);
  });

  it("add up whatever they are, and none is moved by a whole unit of its last digit", () => {
    const lines = fc.array(fc.oneof(tied, ofItsOwn), { maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.boolean(), (some, isWhole) => expectToAddUp(some, isWhole)),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.array(tied, { maxLength: 6 }), fc.boolean(), (some, isWhole) => expectToAddUp(some, isWhole)),
      {
        numRuns: 1000,
      },
    );
  });
});

/** isWhole: all lines are given; else the totals have one more, which is not. */
function expectToAddUp(all: readonly CostSides[], isWhole: boolean): void {
  const lines = isWhole ? all : all.slice(1);
  const total = sumOf(all);
  const shown = roundSides(lines, total, 2);
  const unit = unitOf(2);
  if (isWhole) {
    for (const column of ["estimateUsd", "billedUsd", "differenceUsd"] as const)
      expect(fine(sumDecimals(shown.lines.flatMap((line) => line[column] ?? [])))).toBe(fine(shown.total[column]));
  }
  for (const [i, line] of lines.entries()) {
    const one = shown.lines[i];
    expect(abs(fine(one?.estimateUsd) - fine(line.estimateUsd))).toBeLessThan(unit);
    expect(abs(fine(one?.billedUsd) - fine(line.billedUsd))).toBeLessThan(unit);
    expect(abs(fine(one?.differenceUsd) - difference(line))).toBeLessThan(unit);
    const { compared } = line;
    if (compared && compared.estimateUsd === line.estimateUsd && compared.billedUsd === line.billedUsd)
      expect(fine(one?.billedUsd) - fine(one?.estimateUsd)).toBe(fine(one?.differenceUsd));
  }
  expect(abs(fine(shown.total.estimateUsd) - fine(total.estimateUsd))).toBeLessThan(unit);
  expect(abs(fine(shown.total.billedUsd) - fine(total.billedUsd))).toBeLessThan(unit);
  expect(abs(fine(shown.total.differenceUsd) - difference(total))).toBeLessThan(unit);
  expect(fine(shown.compared?.billedUsd) - fine(shown.compared?.estimateUsd)).toBe(fine(shown.compared?.differenceUsd));
  expect(shown.compared?.differenceUsd ?? null).toBe(shown.total.differenceUsd);
}

function sumOf(lines: readonly CostSides[]): CostSides {
  const sum = (amounts: (string | null | undefined)[]) => {
    const known = amounts.filter((one) => one != null);
    return known.length > 0 ? sumDecimals(known) : null;
  };
  const compared = {
    estimateUsd: sum(lines.map((line) => line.compared?.estimateUsd)),
    billedUsd: sum(lines.map((line) => line.compared?.billedUsd)),
  };
  return {
    estimateUsd: sum(lines.map(({ estimateUsd }) => estimateUsd)),
    billedUsd: sum(lines.map(({ billedUsd }) => billedUsd)),
    compared:
      compared.estimateUsd !== null && compared.billedUsd !== null
        ? { estimateUsd: compared.estimateUsd, billedUsd: compared.billedUsd }
        : null,
  };
}

function fine(text: string | null | undefined): bigint {
  return text == null ? 0n : toFine(text);
}

function difference({ compared }: CostSides): bigint {
  return compared ? toFine(compared.billedUsd) - toFine(compared.estimateUsd) : 0n;
}

function abs(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}
