// Against every selection there is, on small chains of random writes and clears.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromRanges, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlapBytes, type ReclaimChain, reclaim } from "#lib/domain/sizes/reclaim.ts";
import { type LossChain, leastLoss } from "./least-loss.ts";
import { runFreed } from "./run-freed.ts";

const page = 512;
type Touched = ("written" | "cleared" | "kept")[];

function chainOf(
  deltas: readonly Touched[],
  isMeasured: (i: number) => boolean = () => true,
  kind: ReclaimChain["kind"] = "incremental",
): ReclaimChain {
  const lists = deltas.map((touched) =>
    fromRanges(touched.flatMap((what, i) => (what === "kept" ? [] : { offset: i * page, length: page, cleared: what === "cleared" }))),
  );
  const snapshots = lists.map((ranges, i) => {
    const next = lists[i + 1];
    if (!isMeasured(i)) return { id: String(i) };
    const overlap = next && isMeasured(i + 1) ? { overlapBytes: overlapBytes(ranges, next) } : {};
    return { id: String(i), storedBytes: totalsOf(ranges).writtenBytes, ranges, ...overlap };
  });
  return { kind, snapshots, goesOn: true };
}

const lossOf = (chain: ReclaimChain, mayGo: readonly boolean[], given: Partial<LossChain> = {}): LossChain => ({
  ids: chain.snapshots.map(({ id }) => id),
  mayGo,
  createdMs: chain.snapshots.map((_, i) => i),
  maxLost: chain.snapshots.length,
  freedOf: runFreed(chain, mayGo),
  worth: 1,
  ...given,
});

const touched = fc.array(fc.constantFrom("written" as const, "cleared" as const, "kept" as const), { minLength: 6, maxLength: 6 });
const deltas = fc.array(touched, { minLength: 1, maxLength: 6 });
const bytesOf = (chain: ReclaimChain, places: readonly number[]): number => {
  const { freed } = reclaim(chain, new Set(places.map(String)));
  return freed.state === "unknown" ? 0 : freed.bytes;
};

function subsets(places: readonly number[]): number[][] {
  return places.reduce<number[][]>((all, place) => all.flatMap((some) => [some, [...some, place]]), [[]]);
}

describe("least loss", () => {
  test("is as few restore points as any selection needs, and reaches the target wherever one does", () => {
    const one = fc.record({
      deltas,
      mayGo: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      maxLost: fc.integer({ min: 0, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 2 }), fc.integer({ min: 1, max: 24 }), (given, pages) => {
        const target = pages * page;
        const chains = given.map((each) => chainOf(each.deltas));
        const losses = chains.map((chain, i) => lossOf(chain, given[i]?.mayGo ?? [], { maxLost: given[i]?.maxLost ?? 0 }));
        const found = leastLoss(losses, target);
        const choices = chains.map((chain, i) =>
          subsets(chain.snapshots.slice(0, -1).flatMap((_, place) => (given[i]?.mayGo[place] ? place : [])))
            .filter(({ length }) => length <= (given[i]?.maxLost ?? 0))
            .map((places) => ({ count: places.length, bytes: bytesOf(chain, places) })),
        );
        const all = choices.reduce(
          (sums, next) => sums.flatMap((sum) => next.map((more) => ({ count: sum.count + more.count, bytes: sum.bytes + more.bytes }))),
          [{ count: 0, bytes: 0 }],
        );
        const reaching = all.filter(({ bytes }) => bytes >= target);
        const count = found.chosen.reduce((sum, { length }) => sum + length, 0);
        const exact = found.chosen.reduce((sum, places, i) => sum + bytesOf(chains[i] as ReclaimChain, places), 0);
        expect(found.value).toBe(exact);
        expect(found.isReached).toBe(reaching.length > 0);
        if (reaching.length > 0) {
          expect(exact).toBeGreaterThanOrEqual(target);
          expect(count).toBe(Math.min(...reaching.map((choice) => choice.count)));
        } else expect(exact).toBe(Math.max(...all.map(({ bytes }) => bytes)));
        for (const [i, places] of found.chosen.entries())
          for (const place of places)
            expect([given[i]?.mayGo[place], place < (chains[i]?.snapshots.length ?? 0) - 1]).toEqual([true, true]);
      }),
      { numRuns: 400 },
    );
  });

  test("takes the older of those that free as much, and less where less is enough", () => {
    const w: Touched = ["written", "kept", "kept", "kept"];
    const same = chainOf([w, w, w, w, w]);
    const { chosen } = leastLoss([lossOf(same, [true, true, true, true, true])], 2 * page);
    expect(chosen).toEqual([[0, 1]]);
    // The larger one would do too, but is newer.
    const grown = chainOf([w, w, ["written", "written", "written", "kept"], ["written", "written", "written", "kept"], w]);
    expect(leastLoss([lossOf(grown, [true, true, true, true, true])], page).chosen).toEqual([[0]]);
    expect(leastLoss([lossOf(grown, [true, true, true, true, true])], 3 * page).chosen).toEqual([[2]]);
  });

  test("weighs each chain by what its bytes are worth", () => {
    const w: Touched = ["written", "written"];
    const [cheap, dear] = [chainOf([w, w]), chainOf([w, w])];
    const losses = [lossOf(cheap, [true, true], { worth: 1 }), lossOf(dear, [true, true], { worth: 3 })];
    expect(leastLoss(losses, 6 * page).chosen).toEqual([[], [0]]);
    expect(leastLoss(losses, 8 * page)).toMatchObject({ chosen: [[0], [0]], isReached: true });
    expect(leastLoss(losses, 9 * page)).toMatchObject({ isReached: false, value: 8 * page });
  });

  test("of nothing is nothing", () => {
    expect(leastLoss([], 1)).toEqual({ chosen: [], value: 0, isReached: false });
    expect(leastLoss([lossOf(chainOf([]), [])], 1)).toMatchObject({ chosen: [[]], isReached: false });
  });
});

describe("what a run frees", () => {
  test("is what the joint reclaim says of it, and never more than is sure where something is not known", () => {
    fc.assert(
      fc.property(
        deltas,
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        (given, measured, isFull, isTight) => {
          const chain = chainOf(given, (i) => measured[i] === true, isFull ? "full" : "incremental");
          const all = given.map(() => true);
          const freed = runFreed(chain, all, isTight ? { left: 0 } : undefined);
          for (let first = 0; first < given.length - 1; first += 1)
            for (let last = first; last < given.length - 1; last += 1) {
              const exact = bytesOf(
                chain,
                Array.from({ length: last - first + 1 }, (_, i) => first + i),
              );
              if (isTight) expect(freed(first, last)).toBeLessThanOrEqual(exact);
              else expect(freed(first, last)).toBe(exact);
            }
        },
      ),
      { numRuns: 300 },
    );
  });
});
