import { describe, expect, it } from "vitest";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { canTakeSnapshot, snapshotProblems, takenJustNow } from "./snapshot-rule.ts";

const nowMs = Date.UTC(2026, 10, 28, 9, 30);
const disk = sampleDisk({ name: "db01" });
const ultra = sampleDisk({ name: "fast", sku: "UltraSSD_LRS" });
const agoMin = (minutes: number, given: Partial<Snapshot> = {}) =>
  sampleSnapshot({ name: `m${minutes}`, timeCreated: new Date(nowMs - minutes * 60_000).toISOString(), ...given });
const rules = (problems: { rule: string }[]) => problems.map(({ rule }) => rule);

describe("a snapshot of a disk", () => {
  it("can be taken of any that is there, with or without a chain", () => {
    expect(snapshotProblems({ disk, chain: undefined, nowMs }, "incremental")).toEqual([]);
    expect(snapshotProblems({ disk, chain: { snapshots: sampleChain(3) }, nowMs }, "full")).toEqual([]);
    expect(canTakeSnapshot({ disk, chain: undefined, nowMs }, undefined)).toEqual({ possible: true });
    expect(
      canTakeSnapshot({ disk, chain: { snapshots: Array.from({ length: 500 }, (_, i) => agoMin(1000 - i)) }, nowMs }, undefined),
    ).toEqual({
      possible: true,
    });
    expect(canTakeSnapshot({ disk, chain: undefined, nowMs }, "It is disabled.")).toEqual({ possible: false, reason: "It is disabled." });
  });

  it("cannot where there is nothing to take, or nobody knows how much", () => {
    const of = (given: Partial<typeof disk>) => rules(snapshotProblems({ disk: { ...disk, ...given }, chain: undefined, nowMs }, "full"));
    expect(of({ diskState: "ReadyToUpload" })).toEqual(["uploading"]);
    expect(of({ diskState: "ActiveUpload" })).toEqual(["uploading"]);
    expect(of({ provisioningState: "Failed" })).toEqual(["failed"]);
    const { diskSizeBytes: _unknown, ...rest } = disk;
    expect(rules(snapshotProblems({ disk: rest, chain: undefined, nowMs }, "incremental"))).toEqual(["unknown-size"]);
  });

  it("is incremental only of Premium SSD v2 and Ultra", () => {
    expect(snapshotProblems({ disk: ultra, chain: undefined, nowMs }, "full")).toMatchObject([{ field: "type", rule: "incremental-only" }]);
    expect(snapshotProblems({ disk: ultra, chain: undefined, nowMs }, "incremental")).toEqual([]);
  });

  it("keeps to 500 of a disk, 7 in five minutes and three in the background, which do not bind full ones", () => {
    const full = { snapshots: Array.from({ length: 500 }, (_, i) => agoMin(1000 - i)) };
    expect(rules(snapshotProblems({ disk, chain: full, nowMs }, "incremental"))).toEqual(["chain-limit"]);
    expect(snapshotProblems({ disk, chain: full, nowMs }, "full")).toEqual([]);

    const seven = { snapshots: [6, 4.9, 4, 3, 2, 1, 0.5, -0.1].map((minutes) => agoMin(minutes)) };
    expect(takenJustNow({ disk, chain: seven, nowMs })).toBe(7);
    expect(snapshotProblems({ disk, chain: seven, nowMs }, "incremental")).toMatchObject([
      { rule: "rate", message: expect.stringContaining("possible at 2026-11-28 09:30:06 UTC") },
    ]);
    expect(snapshotProblems({ disk, chain: { snapshots: seven.snapshots.slice(0, 7) }, nowMs }, "incremental")).toEqual([]);

    const pending = [60, 50, 40].map((minutes) => agoMin(minutes, { completionPercent: 30 }));
    expect(rules(snapshotProblems({ disk: ultra, chain: { snapshots: pending }, nowMs }, "incremental"))).toEqual(["pending"]);
    expect(snapshotProblems({ disk: ultra, chain: { snapshots: pending.slice(1) }, nowMs }, "incremental")).toEqual([]);
  });
});
