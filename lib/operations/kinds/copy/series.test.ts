import { describe, expect, it } from "vitest";
import { buildChains, chainsBySnapshot } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleChain, sampleCopy, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { planCopy } from "./plan.ts";

const members = sampleChain(4);
const [s1, s2, s3, s4] = members;
if (!s1 || !s2 || !s3 || !s4) throw new Error("no sample");

function series(
  deltas: [Snapshot, gib: number][],
  { copies = [] as Snapshot[], usdPerGib = "0.02" as string | null, chain = members } = {},
) {
  const target = chain.at(-1) ?? s4;
  const found = chainsBySnapshot(buildChains([...chain, ...copies], [sampleDisk({ name: "db01" })])).get(target?.id.toLowerCase() ?? "");
  if (!found || !target) throw new Error("no chain");
  const measured = deltas.map(([snapshot, gib]) => {
    const baseUniqueId = chain[chain.indexOf(snapshot) - 1]?.uniqueId ?? null;
    return [snapshot.uniqueId, { snapshotUniqueId: snapshot.uniqueId, baseUniqueId, bytes: gib * GIB_BYTES, clearedBytes: 0 }] as const;
  });
  return planCopy({
    snapshot: target,
    chain: found,
    targetRegion: "northeurope",
    targetResourceGroup: "rg-dr",
    targetName: "copy",
    sku: "Standard_ZRS",
    deltas: new Map(measured),
    egressUsdPerGib: usdPerGib,
    storage: { price: "0.05" },
  }).series;
}

describe("a copy with earlier ones missing before it", () => {
  it("tells what all of them move and cost, and which is the first to start", () => {
    const found = series([
      [s1, 40],
      [s2, 1],
      [s3, 2],
      [s4, 3],
    ]);
    expect(found).toMatchObject({
      summary: expect.stringContaining("To have all 4 in North Europe, begin with s1"),
      members: [s1, s2, s3, s4].map(({ id, name }) => ({ id, name })),
      transferBytes: 46 * GIB_BYTES,
    });
    expect(found?.bound).toBeUndefined();
    expect(found?.costs.map(({ usd, per, bound }) => [usd, per, bound])).toEqual([
      ["0.92", "once", undefined],
      ["2.3", "month", undefined],
    ]);
  });

  it("begins after the newest one that is there, and is none where nothing is missing", () => {
    const copyOf = (source: Snapshot) => sampleCopy(source, { name: `copy-of-${source.name}` });
    expect(
      series(
        [
          [s1, 40],
          [s2, 1],
          [s3, 2],
          [s4, 3],
        ],
        { copies: [copyOf(s2)] },
      ),
    ).toMatchObject({
      members: [{ name: "s3" }, { name: "s4" }],
      transferBytes: 5 * GIB_BYTES,
    });
    expect(series([[s4, 3]], { copies: [copyOf(s3)] })).toBeUndefined();
    expect(series([[s1, 40]], { chain: [s1] })).toBeUndefined();
  });

  it("says at least where some are not measured, and nothing where none is: unknown never counts as nothing", () => {
    const some = series([
      [s1, 40],
      [s2, 1],
      [s4, 3],
    ]);
    expect(some).toMatchObject({ transferBytes: 44 * GIB_BYTES, bound: "at-least", transferBasis: "1 of 4 is not measured yet." });
    expect(some?.costs).toMatchObject([
      { usd: "0.88", bound: "at-least", formula: "≥ 44.0 GiB × $0.02 per GiB. 1 of 4 is not measured yet." },
      { usd: "2.2", bound: "at-least" },
    ]);
    expect(series([])).toMatchObject({ transferBytes: null, costs: [{ usd: null }, { usd: null }] });
  });

  it("says why there is no money where a price is not known", () => {
    const found = series(
      [
        [s1, 40],
        [s2, 1],
        [s3, 2],
        [s4, 3],
      ],
      { usdPerGib: null },
    );
    expect(found?.costs[0]).toMatchObject({ usd: null, formula: expect.stringMatching(/^46.0 GiB at an unknown price\. .*North Europe/) });
    expect(found?.costs[1]?.usd).toBe("2.3");
  });

  it("leaves out those that Azure would refuse, and counts what they hold with the next", () => {
    const full = { ...s2, timeCreated: s2.timeCreated, provisioningState: "Failed" };
    const found = series(
      [
        [s1, 40],
        [full, 1],
        [s3, 2],
        [s4, 3],
      ],
      { chain: [s1, full, s3, s4] },
    );
    expect(found?.members.map(({ name }) => name)).toEqual(["s1", "s3", "s4"]);
    expect(found).toMatchObject({ transferBytes: 46 * GIB_BYTES, bound: "at-most" });
  });
});
