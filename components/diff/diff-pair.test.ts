import { describe, expect, it } from "vitest";
import type { ChainDetail } from "#lib/contract/chains.ts";
import { nearestPair, pairProblem, stepPair } from "./diff-pair.ts";

/** Names s1 … sN; only what the rules look at. */
function chainOf(count: number, options: { breakAfter?: number; copying?: number; closed?: number } = {}): ChainDetail {
  const snapshots = Array.from({ length: count }, (_, i) => ({
    id: `/s${i + 1}`,
    name: `s${i + 1}`,
    kind: "incremental",
    positionInChain: i + 1,
    networkAccessPolicy: options.closed === i + 1 ? "DenyAll" : "AllowAll",
    state: options.copying === i + 1 ? "copying" : "ready",
  }));
  const breaks = options.breakAfter
    ? [{ afterSnapshotId: `/s${options.breakAfter}`, reason: "resize-4tb", message: "grew across 4 TiB" }]
    : [];
  return { snapshots, chain: { breaks } } as unknown as ChainDetail;
}
const pair = (base: number, target: number) => ({ base: `/s${base}`, target: `/s${target}` });

describe("a pair of snapshots", () => {
  it("can be compared when both are ready, in order and without a break between", () => {
    expect(pairProblem(chainOf(5), pair(1, 5))).toBeUndefined();
    expect(pairProblem(chainOf(5), { base: "/S1", target: "/S2" })).toBeUndefined();
  });

  it("names the rule that forbids it", () => {
    expect(pairProblem(chainOf(5), pair(3, 2))).toMatch(/older/);
    expect(pairProblem(chainOf(5), pair(3, 3))).toMatch(/itself/);
    expect(pairProblem(chainOf(5, { breakAfter: 3 }), pair(2, 4))).toBe("grew across 4 TiB");
    expect(pairProblem(chainOf(5, { breakAfter: 3 }), pair(4, 5))).toBeUndefined();
    expect(pairProblem(chainOf(5, { copying: 4 }), pair(1, 4))).toMatch(/not ready/);
    expect(pairProblem(chainOf(5, { closed: 1 }), pair(1, 4))).toMatch(/DenyAll/);
    expect(pairProblem(chainOf(5), { base: "/other", target: "/s2" })).toMatch(/one chain/);
  });

  it("leads to the nearest possible one", () => {
    expect(nearestPair(chainOf(6, { breakAfter: 3 }), pair(2, 6))).toEqual(pair(4, 6));
    expect(nearestPair(chainOf(5), pair(4, 2))).toEqual(pair(2, 4));
    expect(nearestPair(chainOf(5), pair(3, 3))).toEqual(pair(2, 3));
    expect(nearestPair(chainOf(1), pair(1, 1))).toBeUndefined();
  });

  it("steps to the neighbours and over what cannot be compared", () => {
    expect(stepPair(chainOf(5), pair(1, 3), 1)).toEqual(pair(3, 4));
    expect(stepPair(chainOf(5), pair(2, 3), -1)).toEqual(pair(1, 2));
    expect(stepPair(chainOf(6, { breakAfter: 3 }), pair(2, 3), 1)).toEqual(pair(4, 5));
    expect(stepPair(chainOf(5), pair(4, 5), 1)).toBeUndefined();
    expect(stepPair(chainOf(5), pair(1, 2), -1)).toBeUndefined();
  });
});
