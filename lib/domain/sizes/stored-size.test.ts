import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import { reclaimableBytes, type StoredSnapshot } from "./stored-size.ts";

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
  return chain.map((pages, i) => ({
    id: `s${i}`,
    ranges: fromRanges([...pages].map(([page, content]) => ({ offset: page * PAGE_BYTES, length: PAGE_BYTES, cleared: content === null }))),
  }));
}

const change = fc.record({ page: fc.nat(PAGES - 1), isClear: fc.boolean() });
const anyChain = fc.array(fc.array(change, { maxLength: 8 }), { minLength: 1, maxLength: 6 }).map((diffs) => {
  return diffs.map((changes, i): Pages => new Map(changes.map(({ page, isClear }, j) => [page, isClear && i > 0 ? null : i * 100 + j])));
});
const chainAndSelection = anyChain.chain((chain) => fc.tuple(fc.constant(chain), fc.uniqueArray(fc.nat(chain.length - 1))));

describe("reclaimableBytes", () => {
  it("is exactly what a model of merge-on-delete stores less, for any selection", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        const doomed = new Set(selection);
        const result = reclaimableBytes(measured(chain), new Set(selection.map((i) => `s${i}`)));
        expect(result).toMatchObject({ known: true, freedBytes: stored(chain) - stored(deleteFrom(chain, doomed)) });
      }),
      { numRuns: 3000 },
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

  it("says how much the next snapshot grows, and that nothing is lost between the two", () => {
    fc.assert(
      fc.property(chainAndSelection, ([chain, selection]) => {
        const snapshots = measured(chain);
        const result = reclaimableBytes(snapshots, new Set(selection.map((i) => `s${i}`)));
        if (!result.known) throw new Error("all are measured");
        for (const run of result.runs) {
          const own = stored(run.snapshotIds.map((id) => chain[Number(id.slice(1))] ?? new Map()));
          expect(run.freedBytes + run.movedBytes).toBe(own);
          expect(run.postponed).toBe(run.mergesIntoId === undefined);
        }
      }),
    );
  });

  const page = (index: number, cleared = false) => ({ offset: index * PAGE_BYTES, length: PAGE_BYTES, cleared });
  const chain: StoredSnapshot[] = [
    { id: "a", ranges: fromRanges([page(0), page(1), page(2)]) },
    { id: "b", ranges: fromRanges([page(1), page(2, true)]) },
    { id: "c", ranges: fromRanges([page(1)]) },
  ];

  it("frees of a middle one what the next overwrote or cleared", () => {
    expect(reclaimableBytes(chain, new Set(["a"]))).toMatchObject({
      freedBytes: 2 * PAGE_BYTES,
      runs: [{ mergesIntoId: "b", movedBytes: PAGE_BYTES, postponed: false }],
    });
  });

  it("frees all of the newest, but only until the next snapshot", () => {
    expect(reclaimableBytes(chain, new Set(["c"]))).toMatchObject({
      freedBytes: PAGE_BYTES,
      runs: [{ snapshotIds: ["c"], postponed: true }],
    });
  });

  it("frees more of two neighbours together than the two freed singly", () => {
    const grown: StoredSnapshot[] = [
      { id: "a", ranges: fromRanges([page(0)]) },
      { id: "b", ranges: fromRanges([page(1)]) },
      { id: "c", ranges: fromRanges([page(0), page(1)]) },
    ];
    const freed = (...ids: string[]) => {
      const result = reclaimableBytes(grown, new Set(ids));
      return result.known ? result.freedBytes : Number.NaN;
    };
    expect(freed("a")).toBe(0);
    expect(freed("b")).toBe(PAGE_BYTES);
    expect(freed("a", "b")).toBe(2 * PAGE_BYTES);
  });

  it("frees nothing for an empty selection and refuses a foreign snapshot", () => {
    expect(reclaimableBytes(chain, new Set())).toEqual({ known: true, freedBytes: 0, runs: [] });
    expect(() => reclaimableBytes(chain, new Set(["x"]))).toThrow("not in this chain: x");
  });

  it("names what is not measured instead of guessing, and asks only for what it needs", () => {
    const [a, b, c] = chain;
    if (!a || !b || !c) throw new Error("no chain");
    expect(reclaimableBytes([a, { id: "b" }, c], new Set(["a"]))).toEqual({ known: false, unmeasuredIds: ["b"] });
    expect(reclaimableBytes([a, { id: "b" }, c], new Set(["c"]))).toMatchObject({ known: true });
  });

  it("frees all of every full snapshot, for good", () => {
    expect(reclaimableBytes(chain, new Set(["a", "b"]), "full")).toMatchObject({
      freedBytes: 4 * PAGE_BYTES,
      runs: [{ postponed: false }, { postponed: false }],
    });
  });
});
