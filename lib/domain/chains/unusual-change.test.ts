import { describe, expect, it } from "vitest";
import type { SnapshotDelta } from "#lib/domain/sizes/stored-size.ts";
import { sampleChain } from "#lib/domain/testing/inventory-sample.ts";
import { findUnusualChanges, usualChange } from "./unusual-change.ts";

const MIB = 1024 ** 2;

function unusual(mib: number[]): string[] {
  const snapshots = sampleChain(mib.length);
  const deltas = new Map<string, SnapshotDelta>(
    snapshots.map((snapshot, i) => [
      snapshot.uniqueId,
      {
        snapshotUniqueId: snapshot.uniqueId,
        baseUniqueId: snapshots[i - 1]?.uniqueId ?? null,
        bytes: (mib[i] ?? 0) * MIB,
        clearedBytes: 0,
      },
    ]),
  );
  return findUnusualChanges(snapshots, deltas).map(({ snapshot }) => snapshot.name);
}

describe("findUnusualChanges", () => {
  it("finds each burst, though a burst is itself among the sample", () => {
    expect(unusual([9000, 100, 110, 90, 5000, 105, 95, 100, 6000, 108])).toEqual(["s5", "s9"]);
  });

  it("accepts what varies by nature", () => {
    expect(unusual([9000, 100, 900, 50, 700, 300, 1200, 80, 600])).toEqual([]);
  });

  it("asks for three times the usual, also where deltas hardly ever differ", () => {
    expect(unusual([9000, 1000, 1000, 1000, 1000, 2000, 1000, 1000, 3001])).toEqual(["s9"]);
  });

  it("takes a week's changes in one snapshot for what they are", () => {
    const daily = sampleChain(12);
    const dayOf = (i: number) => (i < 4 ? i * 7 : 21 + (i - 3));
    const snapshots = daily.map((snapshot, i) => ({ ...snapshot, timeCreated: new Date(Date.UTC(2026, 9, 1 + dayOf(i))).toISOString() }));
    const deltas = new Map(
      snapshots.map((snapshot, i) => [
        snapshot.uniqueId,
        {
          snapshotUniqueId: snapshot.uniqueId,
          baseUniqueId: snapshots[i - 1]?.uniqueId ?? null,
          bytes: (i < 4 ? 700 : 100) * MIB,
          clearedBytes: 0,
        },
      ]),
    );
    expect(findUnusualChanges(snapshots, deltas)).toEqual([]);
  });

  it("never points at the first snapshot, at less than usual, or at a chain of few", () => {
    expect(unusual([90_000, 100, 110, 90, 105, 95, 100, 108])).toEqual([]);
    expect(unusual([9000, 100, 110, 90, 105, 0, 100, 108])).toEqual([]);
    expect(unusual([9000, 100, 110, 90, 105, 5000])).toEqual([]);
  });
});

describe("usualChange", () => {
  it("is hardly moved by a few large values", () => {
    const calm = [100, 110, 90, 105, 95, 100, 108].map((mib) => mib * MIB);
    const disturbed = usualChange([...calm, 5000 * MIB, 5000 * MIB]);
    expect(disturbed.medianBytes).toBeLessThan(1.1 * usualChange(calm).medianBytes);
    expect(disturbed.scaleBytes).toBeLessThan(3 * usualChange(calm).scaleBytes);
  });
});
