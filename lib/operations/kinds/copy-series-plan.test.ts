import { describe, expect, it } from "vitest";
import { buildChains, chainsBySnapshot } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleChain, sampleCopy, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { copyChainSteps } from "./copy-chain/words.ts";
import { type CopySeriesPlanInput, planCopySeries } from "./copy-series-plan.ts";

const members = sampleChain(4);
const [s1, s2, s3, s4] = members;
if (!s1 || !s2 || !s3 || !s4) throw new Error("no sample");
const all: [Snapshot, gib: number][] = [
  [s1, 40],
  [s2, 1],
  [s3, 2],
  [s4, 3],
];

interface Given extends Partial<CopySeriesPlanInput> {
  copies?: Snapshot[];
  in?: Snapshot[];
  of?: Snapshot[];
}

function plan(deltas: [Snapshot, gib: number][], { copies = [], in: chain = members, of = chain, ...given }: Given = {}) {
  const found = chainsBySnapshot(buildChains([...chain, ...copies], [sampleDisk({ name: "db01" })])).get(s1?.id.toLowerCase() ?? "");
  if (!found) throw new Error("no chain");
  const measured = deltas.map(([snapshot, gib]) => {
    const baseUniqueId = chain[chain.indexOf(snapshot) - 1]?.uniqueId ?? null;
    return [snapshot.uniqueId, { snapshotUniqueId: snapshot.uniqueId, baseUniqueId, bytes: gib * GIB_BYTES, clearedBytes: 0 }] as const;
  });
  return planCopySeries({
    kind: "copy-chain",
    steps: copyChainSteps,
    chain: found,
    members: of.map((snapshot, i) => ({
      snapshot,
      targetName: `${snapshot.name}-dr`,
      field: `snapshots.${i}.targetName`,
      nameTaken: false,
    })),
    targetRegion: "northeurope",
    targetResourceGroup: "rg-dr",
    sku: "Standard_ZRS",
    activeCopiesInTarget: 0,
    deltas: new Map(measured),
    egressUsdPerGib: "0.02",
    storage: { price: "0.05" },
    ...given,
  });
}

const copyOf = (source: Snapshot, given: Partial<Snapshot> = {}) => sampleCopy(source, { name: `copy-of-${source.name}`, ...given });
const rules = (result: ReturnType<typeof plan>) => result.problems.map(({ field, rule }) => [field, rule]);

describe("copies of several snapshots", () => {
  it("tell what all of them move and cost: of each what the one before it lacks", () => {
    const result = plan(all);
    expect(result).toMatchObject({ possible: true, problems: [], transferBytes: 46 * GIB_BYTES });
    expect(result.transferBound).toBeUndefined();
    expect(result.summary).toBe("Copy 4 snapshots of db01 to North Europe, one after the other: about 46.0 GiB to send.");
    expect(result.costs.map(({ usd, per, bound }) => [usd, per, bound])).toEqual([
      ["0.92", "once", undefined],
      ["2.3", "month", undefined],
    ]);
  });

  it("begin after the newest one that is there", () => {
    const copies = [copyOf(s1), copyOf(s2)];
    expect(plan(all, { copies, of: [s3, s4] })).toMatchObject({ possible: true, transferBytes: 5 * GIB_BYTES });
    expect(rules(plan(all, { copies, of: [s2, s3] }))).toEqual([["targetRegion", "already-copied"]]);
    expect(rules(plan(all, { copies: [copyOf(s3)], of: [s1, s4] }))).toEqual([["targetRegion", "copy-order"]]);
  });

  it("say at least where some are not measured, at most where pages may count twice, and nothing where nothing is known", () => {
    expect(plan(all.filter(([snapshot]) => snapshot !== s3))).toMatchObject({
      transferBytes: 44 * GIB_BYTES,
      transferBound: "at-least",
      transferBasis: "1 of 4 is not measured yet.",
      costs: [{ usd: "0.88", bound: "at-least", formula: "≥ 44.0 GiB × $0.02 per GiB. 1 of 4 is not measured yet." }, { usd: "2.2" }],
    });
    expect(plan(all, { of: [s1, s4] })).toMatchObject({ transferBytes: 46 * GIB_BYTES, transferBound: "at-most" });
    expect(plan([])).toMatchObject({ possible: true, transferBytes: null, costs: [{ usd: null }, { usd: null }] });
    expect(plan(all, { egressUsdPerGib: null }).costs[0]).toMatchObject({ usd: null, formula: expect.stringContaining("unknown price") });
  });

  it("warn of those that are left out, which then never can be", () => {
    expect(plan(all, { of: [s2, s4] }).warnings.join(" ")).toContain("2 earlier snapshots are not among these");
    expect(plan(all, { copies: [copyOf(s1)], of: [s2, s3] }).warnings.join(" ")).not.toContain("not among these");
  });

  it("name each problem once, at the field that can change it", () => {
    const failed = { ...s2, provisioningState: "Failed" };
    expect(rules(plan(all, { in: [s1, failed, s3, s4] }))).toEqual([["snapshots", "not-ready"]]);
    const behind = plan(all, { copies: [copyOf(s1, { completionPercent: 30 })], of: [s2, s3] });
    expect(behind).toMatchObject({ possible: true, waits: expect.stringContaining("(30 %)") });
    expect(rules(plan(all, { targetRegion: "westeurope" }))).toEqual([
      ["targetRegion", "same-region"],
      ...Array(3).fill(["targetRegion", "same-region"]),
    ]);
    expect(rules(plan(all, { targetRegion: "westus", sku: "Standard_ZRS" }))).toEqual([["sku", "no-zones"]]);
  });

  it("are offered as az commands, each waiting for the one before", () => {
    const lines = plan(all, { of: [s1, s2] }).cli.split("\n");
    expect(lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "az snapshot create",
      "az snapshot wait",
      "az snapshot create",
      "az snapshot wait",
    ]);
    expect(lines[1]).toContain("--name s1-dr --custom 'completionPercent==`100.0`'");
  });
});
