import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES, totalsOf } from "#lib/domain/ranges/block-range.ts";
import { overlapBytes, rangesNeeded, reclaim, type StoredSnapshot } from "./reclaim.ts";

// The naive model: a chain of snapshots, each a map from page to its content, null for a cleared page. Deleting one
// puts its pages under those of the next. Nothing here knows of ranges.
type Pages = Map<number, number | null>;

const PAGES = 10;

function stored(chain: readonly Pages[]): number {
  return chain.reduce((total, pages) => total + [...pages.values()].filter((content) => content !== null).length * PAGE_BYTES, 0);
}

function deleteFrom(chain: readonly Pages[], doomed: ReadonlySet<number>): Pages[] {
  const kept: Pages[] = [];
  let carried: Pages = new Map();
  chain.forEach((pages, i) => {
    const merged: Pages = new Map([...carried, ...pages]);
    if (doomed.has(i)) {
      carried = merged;
    } else {
      kept.push(merged);
      carried = new Map();
    }
  });
  return kept;
}

function imageAt(chain: readonly Pages[], until: number): (number | null)[] {
  const image: (number | null)[] = Array.from({ length: PAGES }, () => null);
  for (const pages of chain.slice(0, until + 1)) for (const [page, content] of pages) image[page] = content;
  return image;
}

function measured(chain: readonly Pages[]): StoredSnapshot[] {
  const lists = chain.map((pages) =>
    fromRanges([...pages].map(([page, content]) => ({ offset: page * PAGE_BYTES, length: PAGE_BYTES, cleared: content === null }))),
  );
  return lists.map((ranges, i) => {
    const next = lists[i + 1];
    const overlap = next ? { overlapBytes: overlapBytes(ranges, next) } : {};
    return { id: `s${i}`, storedBytes: totalsOf(ranges).writtenBytes, ranges, ...overlap };
  });
}

const idsOf = (selection: readonly number[]) => new Set(selection.map((i) => `s${i}`));
const incremental = (snapshots: readonly StoredSnapshot[]) => ({ kind: "incremental" as const, snapshots, goesOn: true });
const withoutRanges = (snapshots: readonly StoredSnapshot[]) => snapshots.map(({ ranges: _ranges, ...rest }) => rest);

const change = fc.record({ page: fc.nat(PAGES - 1), isClear: fc.boolean() });
const anyChain = fc.array(fc.array(change, { maxLength: 8 }), { minLength: 1, maxLength: 6 }).map((diffs) => {
  return diffs.map((changes, i): Pages => new Map(changes.map(({ page, isClear }, j) => [page, isClear && i > 0 ? null : i * 100 + j])));
});
const chainAndSelection = anyChain.chain((chain) => fc.tuple(fc.constant(chain), fc.uniqueArray(fc.nat(chain.length - 1))));

const freedByModel = (chain: readonly Pages[], selection: readonly number[]) =>
  stored(chain) - stored(deleteFrom(chain, new Set(selection)));

describe("what a delete frees", () => {
  it("is exactly what a model of merge-on-delete stores less, for any selection", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        const { freed } = reclaim(incremental(measured(chain)), idsOf(selection));
        expect(freed).toEqual({ state: "known", bytes: freedByModel(chain, selection) });
      }),
      { numRuns: 6000 },
    );
  });

  it("rests on a model in which every kept snapshot still restores the same image", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        const doomed = new Set(selection);
        const after = deleteFrom(chain, doomed);
        const kept = [...chain.keys()].filter((i) => !doomed.has(i));
        expect(kept.map((_, position) => imageAt(after, position))).toEqual(kept.map((i) => imageAt(chain, i)));
      }),
    );
  });

  it("of one alone needs no ranges, only its overlap with the next one", () => {
    fc.assert(
      fc.property(anyChain, fc.nat(5), (chain, at) => {
        const one = at % chain.length;
        const bare = incremental(withoutRanges(measured(chain)));
        expect(rangesNeeded(bare, idsOf([one]))).toEqual([]);
        expect(reclaim(bare, idsOf([one])).freed).toEqual({ state: "known", bytes: freedByModel(chain, [one]) });
      }),
      { numRuns: 3000 },
    );
  });

  it("is a lower bound where some are not measured or their ranges not at hand, and says why", () => {
    const some = chainAndSelection.chain(([chain, selection]) =>
      fc.tuple(fc.constant(chain), fc.constant(selection), fc.uniqueArray(fc.nat(chain.length - 1)), fc.boolean()),
    );
    fc.assert(
      fc.property(some, ([chain, selection, hidden, hasRanges]) => {
        const all = measured(chain);
        const known = (hasRanges ? all : withoutRanges(all)).map((one, i): StoredSnapshot => {
          if (hidden.includes(i)) return { id: one.id, reason: `${one.id} is hidden.` };
          if (!hidden.includes(i + 1)) return one;
          const { overlapBytes: _overlap, ...rest } = one;
          return rest;
        });
        const { freed } = reclaim(incremental(known), idsOf(selection));
        const truth = freedByModel(chain, selection);
        if (freed.state === "known") expect(freed.bytes).toBe(truth);
        else expect(freed.reason).toMatch(/hidden|at hand/);
        if (freed.state === "at-least") expect(freed.bytes).toBeLessThanOrEqual(truth);
      }),
      { numRuns: 3000 },
    );
  });

  it("says how much the next snapshot grows, and that nothing is lost between the two", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        for (const run of reclaim(incremental(measured(chain)), idsOf(selection)).runs) {
          const own = stored(run.snapshotIds.map((id) => chain[Number(id.slice(1))] ?? new Map()));
          expect(run.freed.state === "known" && run.freed.bytes + (run.movedBytes ?? Number.NaN)).toBe(own);
          expect(run.postponed).toBe(run.mergesIntoId === undefined);
        }
      }),
    );
  });

  const page = (index: number, cleared = false) => ({ offset: index * PAGE_BYTES, length: PAGE_BYTES, cleared });
  const of = (...lists: ReturnType<typeof page>[][]): StoredSnapshot[] =>
    lists.map((pages, i) => {
      const ranges = fromRanges(pages);
      return { id: "abcdef"[i] ?? "", storedBytes: totalsOf(ranges).writtenBytes, ranges };
    });
  const chain = of([page(0), page(1), page(2)], [page(1), page(2, true)], [page(1)]);

  it("frees of a middle one what the next overwrote or cleared", () => {
    expect(reclaim(incremental(chain), new Set(["a"]))).toMatchObject({
      freed: { state: "known", bytes: 2 * PAGE_BYTES },
      runs: [{ mergesIntoId: "b", movedBytes: PAGE_BYTES, postponed: false }],
    });
  });

  it("frees all of the newest, but only until the next snapshot, and for good where none can come", () => {
    expect(reclaim(incremental(chain), new Set(["c"]))).toMatchObject({
      freed: { state: "known", bytes: PAGE_BYTES },
      runs: [{ snapshotIds: ["c"], postponed: true }],
    });
    expect(reclaim({ ...incremental(chain), goesOn: false }, new Set(["c"])).runs).toMatchObject([{ postponed: false }]);
  });

  it("frees more of two neighbours together than the two freed singly", () => {
    const grown = of([page(0)], [page(1)], [page(0), page(1)]);
    const freed = (...ids: string[]) => reclaim(incremental(grown), new Set(ids)).freed;
    expect(freed("a")).toEqual({ state: "known", bytes: 0 });
    expect(freed("b")).toEqual({ state: "known", bytes: PAGE_BYTES });
    expect(freed("a", "b")).toEqual({ state: "known", bytes: 2 * PAGE_BYTES });
  });

  it("frees for good what is still free when the next snapshot has been taken, which takes over what the disk holds", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        const { runs } = reclaim(incremental(measured(chain)), idsOf(selection));
        const finals = runs.map(({ final }) => (final.state === "known" ? final.bytes : Number.NaN));
        expect(finals.reduce((sum, bytes) => sum + bytes, 0)).toBe(freedByModel([...chain, new Map()], selection));
      }),
      { numRuns: 2000 },
    );
  });

  it("frees nothing for an empty selection and refuses a foreign snapshot", () => {
    expect(reclaim(incremental(chain), new Set())).toEqual({ freed: { state: "known", bytes: 0 }, runs: [] });
    expect(() => reclaim(incremental(chain), new Set(["x"]))).toThrow("not in this chain: x");
  });

  it("says what is not measured instead of guessing, and asks only for what it needs", () => {
    const [a, , c] = chain;
    if (!a || !c) throw new Error("no chain");
    const holed = incremental([a, { id: "b", reason: "b is not measured." }, c]);
    expect(reclaim(holed, new Set(["a"])).freed).toEqual({ state: "unknown", reason: "b is not measured." });
    expect(reclaim(holed, new Set(["c"])).freed).toMatchObject({ state: "known" });
  });

  it("does not guess across a barrier", () => {
    const [a, b, c] = chain;
    if (!a || !b || !c) throw new Error("no chain");
    const barred = incremental([a, { ...b, barrier: "No diff after b." }, c]);
    expect(reclaim(barred, new Set(["b"])).freed).toEqual({ state: "unknown", reason: "No diff after b." });
    expect(reclaim(barred, new Set(["a", "b"])).freed).toEqual({
      state: "at-least",
      bytes: 2 * PAGE_BYTES,
      reason: "No diff after b.",
    });
    expect(reclaim(barred, new Set(["a"])).freed).toEqual({ state: "known", bytes: 2 * PAGE_BYTES });
  });

  it("frees all of every full snapshot, for good", () => {
    expect(reclaim({ ...incremental(chain), kind: "full" }, new Set(["a", "b"]))).toMatchObject({
      freed: { state: "known", bytes: 4 * PAGE_BYTES },
      runs: [{ postponed: false }, { postponed: false }],
    });
  });
});
