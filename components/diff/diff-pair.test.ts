import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChainDetail } from "#lib/contract/chains.ts";
import { canDiff, unreadableBy } from "#lib/domain/chains/diff-rule.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { nearestPair, pairProblem, stepPair } from "./diff-pair.ts";

const GIB = 1024 ** 3;

/** The rows of these snapshots; only what the rule looks at. */
function toChain(snapshots: readonly Snapshot[]): ChainDetail {
  const rows = snapshots.map((snapshot, i) => ({
    id: snapshot.id,
    name: snapshot.name,
    kind: snapshot.incremental ? "incremental" : "full",
    createdAt: snapshot.timeCreated,
    provisionedBytes: snapshot.diskSizeBytes,
    unreadable: unreadableBy(snapshot),
    positionInChain: i + 1,
  }));
  return { snapshots: rows, chain: { breaks: [] } } as unknown as ChainDetail;
}

/** s1 … sN; from breakAfter on the disk is larger than 4 TiB. */
function chainOf(count: number, { breakAfter = count }: { breakAfter?: number } = {}): ChainDetail {
  return toChain(sampleChain(count).map((snapshot, i) => ({ ...snapshot, diskSizeBytes: (i < breakAfter ? 1 : 5000) * GIB })));
}
const pair = (base: number, target: number) => ({ base: snapshotId(`s${base}`), target: snapshotId(`s${target}`) });

describe("a pair of snapshots", () => {
  const oddities: Partial<Snapshot>[] = [
    {},
    { incremental: false },
    { networkAccessPolicy: "DenyAll" },
    { snapshotAccessState: "InstantAccess" },
    { completionPercent: 40, createOption: "CopyStart" },
    { copyError: { code: "CopySourceNotFound", message: "gone" } },
    { diskSizeBytes: 5000 * GIB },
  ];

  it("is offered by the picker exactly when the server compares it, and refused with the server's words", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(oddities.length - 1), { minLength: 1, maxLength: 8 }), (chosen) => {
        const snapshots = sampleChain(chosen.length).map((snapshot, i) => ({ ...snapshot, ...oddities[chosen[i] ?? 0] }));
        const chain = toChain(snapshots);
        for (const base of snapshots) {
          for (const target of snapshots) {
            const answer = canDiff(base, target, { sameChain: true });
            expect(pairProblem(chain, { base: base.id, target: target.id })).toBe(answer.ok ? undefined : answer.reason);
          }
        }
      }),
    );
  });

  it("is found whatever the case of its ids, and refused when one is of another chain", () => {
    expect(pairProblem(chainOf(5), { base: pair(1, 2).base.toUpperCase(), target: pair(1, 2).target })).toBeUndefined();
    expect(pairProblem(chainOf(5), { ...pair(1, 2), base: snapshotId("other") })).toMatch(/one chain/);
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
