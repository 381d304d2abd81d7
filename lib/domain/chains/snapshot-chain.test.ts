import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResourceId, Snapshot } from "#lib/domain/inventory/inventory.ts";
import { diskId, sampleChain, sampleCopy, sampleDisk, sampleSnapshot, snapshotId } from "#lib/domain/testing/inventory-sample.ts";
import { buildChains, type Chain, chainsBySnapshot } from "./snapshot-chain.ts";

const live = sampleDisk({ name: "db01" });
const names = (chain: Chain | undefined) => chain?.snapshots.map((snapshot) => snapshot.name);

function only(chains: Chain[]): Chain {
  expect(chains).toHaveLength(1);
  const [chain] = chains;
  if (!chain) throw new Error("no chain");
  return chain;
}

function shuffledCase(text: string, seed: number): string {
  return Array.from(text, (char, i) => ((seed >> (i % 16)) % 2 === 0 ? char.toUpperCase() : char.toLowerCase())).join("");
}

describe("which snapshots make a chain", () => {
  it("is told by disk, unique id, kind and place, whatever the case of ids and the order of the list", () => {
    const member = fc.record({
      disk: fc.nat(2),
      generation: fc.nat(1),
      kind: fc.boolean(),
      region: fc.nat(1),
      minute: fc.nat(40),
      hasFamily: fc.boolean(),
      caseSeed: fc.nat(65_535),
    });
    fc.assert(
      fc.property(fc.array(member, { maxLength: 25 }), (members) => {
        const labels = new Map<string, string>();
        const snapshots = members.map((given, i) => {
          const family = `${given.disk}-${given.generation}-${given.region}`;
          labels.set(`n${i}`, `${family}-${given.kind}`);
          return sampleSnapshot({
            name: `n${i}`,
            incremental: given.kind,
            location: given.region === 0 ? "westeurope" : "WestUS2",
            familyId: given.kind && given.hasFamily ? shuffledCase(`family-${family}`, given.caseSeed) : undefined,
            sourceResourceId: shuffledCase(diskId(`d${given.disk}`), given.caseSeed),
            sourceUniqueId: shuffledCase(`guid-${given.disk}-${given.generation}-${given.region}`, given.caseSeed),
            timeCreated: new Date(Date.UTC(2026, 0, 1, 0, given.minute)).toISOString(),
          });
        });
        const chains = buildChains(snapshots, []);
        const naive = [...new Set(labels.values())].map((label) => snapshots.filter((snapshot) => labels.get(snapshot.name) === label));
        const groups = (sets: Snapshot[][]) =>
          sets
            .map((set) =>
              set
                .map(({ name }) => name)
                .toSorted()
                .join(" "),
            )
            .toSorted();
        expect(groups(chains.map((chain) => chain.snapshots))).toEqual(groups(naive));
        for (const { snapshots: members } of chains) {
          for (let i = 1; i < members.length; i += 1)
            expect((members[i - 1]?.timeCreated ?? "") <= (members[i]?.timeCreated ?? "")).toBe(true);
        }
        expect(new Set(chains.map((chain) => chain.key)).size).toBe(chains.length);
      }),
      { numRuns: 500 },
    );
  });

  it("starts anew when the disk is recreated under its old name", () => {
    const old = sampleChain(2);
    const recreated = sampleSnapshot({ name: "r1", sourceUniqueId: "unique-db01-again", timeCreated: "2026-11-09T00:00:00Z" });
    const chains = buildChains([...old, recreated], [{ ...live, uniqueId: "unique-db01-again" }]);
    expect(chains.map((chain) => [names(chain), chain.sourceState])).toEqual(
      expect.arrayContaining([
        [["s1", "s2"], "recreated"],
        [["r1"], "live"],
      ]),
    );
  });

  it("keeps a snapshot without a family id beside its siblings that have one", () => {
    const [first, second] = sampleChain(2);
    if (!first || !second) throw new Error("no sample");
    expect(names(only(buildChains([{ ...first, familyId: "F" }, second], [])))).toEqual(["s1", "s2"]);
  });

  it("orders by the seventh digit, then by name and unique id", () => {
    const at = (name: string, digits: string, uniqueId = name) =>
      sampleSnapshot({ name, uniqueId, id: snapshotId(`${name}${uniqueId}`), timeCreated: `2026-11-01T00:00:00.123456${digits}Z` });
    const chain = only(buildChains([at("b", "2"), at("c", "1"), at("a", "2", "u2"), at("a", "2", "u1")], []));
    expect(chain.snapshots.map((snapshot) => snapshot.name + snapshot.uniqueId)).toEqual(["cc", "au1", "au2", "bb"]);
  });
});

describe("a chain's key", () => {
  it("stays when snapshots come, go, or are spelled otherwise, and fits a URL", () => {
    const all = sampleChain(4);
    const { key } = only(buildChains(all, []));
    expect(key).toMatch(/^[0-9a-z]{14}$/);
    expect(only(buildChains(all.slice(2), [live])).key).toBe(key);
    expect(
      only(
        buildChains(
          all.map((s) => ({ ...s, sourceResourceId: s.sourceResourceId?.toUpperCase() })),
          [],
        ),
      ).key,
    ).toBe(key);
  });
});

describe("the source of a chain", () => {
  it("is live, deleted or recreated by id and unique id", () => {
    const snapshots = sampleChain(1);
    expect(only(buildChains(snapshots, [live])).sourceState).toBe("live");
    expect(only(buildChains(snapshots, [{ ...live, id: live.id.toUpperCase() }])).sourceState).toBe("live");
    expect(only(buildChains(snapshots, [])).sourceState).toBe("deleted");
    expect(only(buildChains(snapshots, [{ ...live, uniqueId: "other" }])).sourceState).toBe("recreated");
  });

  it("is unknown, not deleted, where disks could not be read", () => {
    const snapshots = sampleChain(1);
    const isUnread = ({ subscriptionId, name }: ResourceId) => subscriptionId === live.subscriptionId && name === "db01";
    expect(only(buildChains(snapshots, [], { isUnread })).sourceState).toBe("unknown");
    expect(only(buildChains([sampleSnapshot({ name: "x", sourceResourceId: undefined, sourceUniqueId: undefined })], [])).sourceState).toBe(
      "unknown",
    );
  });
});

describe("copies in another region", () => {
  const sources = sampleChain(3);
  const [s1, s2, s3] = sources;
  if (!s1 || !s2 || !s3) throw new Error("no sample");
  const copies = [sampleCopy(s1, { name: "c1" }), sampleCopy(s2, { name: "c2" })];

  it("form a chain of their own that is linked to its source, with or without a family id", () => {
    for (const familyId of [undefined, "family-of-copies"]) {
      const chains = buildChains([...copies.map((copy) => ({ ...copy, familyId })), ...sources], [live]);
      expect(chains).toHaveLength(2);
      const source = chains.find((chain) => !chain.isCopy);
      const copied = chains.find((chain) => chain.isCopy);
      expect(names(copied)).toEqual(["c1", "c2"]);
      expect(copied).toMatchObject({
        location: "northeurope",
        sourceDiskName: "db01",
        sourceDiskId: live.id,
        sourceState: "live",
        copyOf: { chainKey: source?.key },
      });
      expect(source?.copies.map((link) => [link.sourceSnapshotId, link.copy.name, link.chainKey])).toEqual([
        [s1.id, "c1", copied?.key],
        [s2.id, "c2", copied?.key],
      ]);
    }
  });

  it("stay one chain when an older source is gone, as long as Azure names their family", () => {
    const chains = buildChains([...copies.map((copy) => ({ ...copy, familyId: "f" })), s2, s3], [live]);
    expect(names(chains.find((chain) => chain.isCopy))).toEqual(["c1", "c2"]);
    expect(chains.find((chain) => chain.isCopy)?.sourceDiskName).toBe("db01");
  });

  it("are chains without a known disk when every source is gone", () => {
    const chains = buildChains(
      copies.map((copy) => ({ ...copy, familyId: "f" })),
      [live],
    );
    expect(only(chains)).toMatchObject({ isCopy: true, sourceState: "unknown" });
    expect(only(chains).copyOf).toBeUndefined();
    expect(only(chains).sourceDiskId).toBeUndefined();
  });

  it("are not tied to a new snapshot that took the name of their source", () => {
    const impostor = { ...s1, uniqueId: "somebody-else" };
    const chains = buildChains([impostor, copies[0] ?? s1], [live]);
    expect(chains.flatMap((chain) => chain.copies)).toEqual([]);
  });

  it("of copies name the first disk and link step by step", () => {
    const c1 = sampleCopy(s1, { name: "c1" });
    const cc1 = sampleCopy(c1, { name: "cc1", location: "westus3" });
    const byId = chainsBySnapshot(buildChains([s1, c1, cc1], [live]));
    const [source, first, second] = [s1, c1, cc1].map((snapshot) => byId.get(snapshot.id.toLowerCase()));
    expect(second).toMatchObject({ sourceDiskName: "db01", copyOf: { chainKey: first?.key } });
    expect(first?.copyOf).toEqual({ chainKey: source?.key });
  });

  it("that name each other in a circle end the search instead of running for ever", () => {
    const a = sampleSnapshot({ name: "a", createOption: "CopyStart", sourceResourceId: snapshotId("b"), sourceUniqueId: "unique-b" });
    const b = sampleSnapshot({ name: "b", createOption: "CopyStart", sourceResourceId: snapshotId("a"), sourceUniqueId: "unique-a" });
    expect(buildChains([a, b], []).flatMap((chain) => chain.snapshots)).toHaveLength(2);
  });
});

describe("full snapshots", () => {
  it("are grouped by disk beside its chain, also when made from one of its snapshots", () => {
    const [s1, s2] = sampleChain(2);
    if (!s1 || !s2) throw new Error("no sample");
    const full = sampleSnapshot({ name: "full", incremental: false, sku: "Premium_LRS" });
    const fullOfIncremental = sampleSnapshot({
      name: "full2",
      incremental: false,
      sourceResourceId: s1.id,
      sourceUniqueId: s1.uniqueId,
      timeCreated: "2026-11-07T00:00:00Z",
    });
    const chains = buildChains([s1, s2, full, fullOfIncremental], [live]);
    expect(chains.map((chain) => [chain.kind, names(chain)])).toEqual(
      expect.arrayContaining([
        ["incremental", ["s1", "s2"]],
        ["full", ["full", "full2"]],
      ]),
    );
    expect(chains.every((chain) => chain.sourceDiskName === "db01" && chain.breaks.length === 0)).toBe(true);
  });
});

describe("breaks", () => {
  it("are where the disk crossed 4 TiB and where a snapshot is not ready", () => {
    const TIB = 1024 ** 4;
    const [a, b, c, d] = sampleChain(4);
    if (!a || !b || !c || !d) throw new Error("no sample");
    const chain = only(
      buildChains(
        [
          { ...a, diskSizeBytes: 4 * TIB },
          { ...b, diskSizeBytes: 5 * TIB },
          { ...c, diskSizeBytes: 8 * TIB },
          { ...d, diskSizeBytes: 8 * TIB, completionPercent: 40 },
        ],
        [],
      ),
    );
    expect(chain.breaks.map(({ afterSnapshotId, reason }) => [afterSnapshotId, reason])).toEqual([
      [a.id, "resize-4tb"],
      [c.id, "not-ready"],
    ]);
  });
});
