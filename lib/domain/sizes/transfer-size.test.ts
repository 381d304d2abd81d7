import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromRanges, PAGE_BYTES } from "#lib/domain/ranges/block-range.ts";
import { sampleChain } from "#lib/domain/testing/inventory-sample.ts";
import { allocatedSize, deltasToMerge, type MeasuredDelta, transferSize } from "./transfer-size.ts";

type Changes = Map<number, "written" | "cleared">;

const chainOfChanges = fc
  .array(fc.array(fc.tuple(fc.nat(11), fc.constantFrom<"written" | "cleared">("written", "cleared")), { maxLength: 8 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((all) => all.map((changes, i): Changes => new Map(changes.map(([page, kind]) => [page, i === 0 ? "written" : kind]))));

function deltasOf(changes: readonly Changes[], withRanges: boolean): Map<string, MeasuredDelta> {
  const snapshots = sampleChain(changes.length);
  return new Map(
    changes.map((pages, i) => {
      const ranges = fromRanges(
        [...pages].map(([page, kind]) => ({ offset: page * PAGE_BYTES, length: PAGE_BYTES, cleared: kind === "cleared" })),
      );
      const bytes = [...pages.values()].filter((kind) => kind === "written").length * PAGE_BYTES;
      const delta: MeasuredDelta = {
        snapshotUniqueId: snapshots[i]?.uniqueId ?? "",
        baseUniqueId: snapshots[i - 1]?.uniqueId ?? null,
        bytes,
        clearedBytes: 0,
      };
      return [delta.snapshotUniqueId, withRanges ? { ...delta, ranges } : delta];
    }),
  );
}

function naivePages(changes: readonly Changes[], from: number, to: number): number {
  const last = new Map(changes.slice(from, to + 1).flatMap((pages) => [...pages]));
  return [...last.values()].filter((kind) => kind === "written").length;
}

describe("transferSize", () => {
  it("is exactly the pages whose last change since the base was a write, and never less than that without ranges", () => {
    fc.assert(
      fc.property(chainOfChanges, fc.nat(), fc.nat(), (changes, a, b) => {
        const target = a % changes.length;
        const base = target === 0 ? undefined : [undefined, ...changes.keys()][b % (target + 1)];
        const snapshots = sampleChain(changes.length);
        const expected = naivePages(changes, base === undefined ? 0 : base + 1, target) * PAGE_BYTES;
        expect(transferSize(snapshots, target, base, deltasOf(changes, true))).toMatchObject({ bytes: expected, exact: true });
        const bare = deltasOf(changes, false);
        const merged = deltasToMerge(snapshots, target, base, bare);
        const asNeeded = new Map(
          [...deltasOf(changes, true)].map(([id, delta]) => [id, merged.includes(id) ? delta : (bare.get(id) ?? delta)]),
        );
        expect(transferSize(snapshots, target, base, asNeeded)).toMatchObject({ bytes: expected, exact: true });
        expect(merged).toHaveLength(target - (base ?? -1) > 1 ? target - (base ?? -1) : 0);
        const bound = transferSize(snapshots, target, base, bare);
        expect(bound.bytes).toBeGreaterThanOrEqual(expected);
        if (bound.exact) expect(bound.bytes).toBe(expected);
      }),
      { numRuns: 1000 },
    );
  });

  const [one, two, three] = sampleChain(3);
  if (!one || !two || !three) throw new Error("no sample");
  const snapshots = [one, two, three];
  const delta = (target: string, base: string | null, bytes: number): [string, MeasuredDelta] => [
    target,
    { snapshotUniqueId: target, baseUniqueId: base, bytes, clearedBytes: 0 },
  ];

  it("is unknown when a step is missing or was measured against a snapshot that is gone", () => {
    expect(transferSize(snapshots, 2, 0, new Map([delta(three.uniqueId, two.uniqueId, 512)]))).toMatchObject({
      bytes: null,
      basis: expect.stringContaining("Not measured"),
    });
    expect(transferSize(snapshots, 2, 1, new Map([delta(three.uniqueId, "gone", 512)]))).toMatchObject({ bytes: null });
    expect(transferSize(snapshots, 1, undefined, new Map([delta(two.uniqueId, one.uniqueId, 512)]))).toMatchObject({ bytes: null });
  });

  it("needs no older deltas once a whole image was measured", () => {
    expect(allocatedSize(snapshots, 2, new Map([delta(three.uniqueId, null, 4096)]))).toMatchObject({ bytes: 4096, exact: true });
  });

  it("says of how many snapshots it was put together, in words that stand on a page", () => {
    const deltas = new Map([delta(two.uniqueId, one.uniqueId, 512), delta(three.uniqueId, two.uniqueId, 1024)]);
    expect(transferSize(snapshots, 2, 0, deltas).basis).toEqual(expect.stringContaining("the sum of what 2 snapshots store."));
  });

  it("is all data across a resize over 4 TiB", () => {
    const grown = [one, two, { ...three, diskSizeBytes: 8 * 1024 ** 4 }];
    const deltas = new Map([delta(one.uniqueId, null, 1024), delta(two.uniqueId, one.uniqueId, 512), delta(three.uniqueId, null, 9216)]);
    expect(transferSize(grown, 2, 1, deltas)).toMatchObject({ bytes: 9216, basis: expect.stringContaining("resized across 4 TiB") });
  });

  it("is nothing when the target has it or a newer one", () => {
    expect(transferSize(snapshots, 1, 1, new Map()).bytes).toBeNull();
  });
});
