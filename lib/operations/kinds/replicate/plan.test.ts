import { describe, expect, it } from "vitest";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { Replica, ReplicaPoint } from "#lib/domain/replication/replica.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleChain, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import type { ReplicaAccount } from "#lib/services/ports/replicas.ts";
import { planReplicate, type ReplicatePlanInput } from "./plan.ts";
import { replicaSeries } from "./series.ts";

const TIB = 2 ** 40;
const members = sampleChain(4);
const [s1, s2, s3, s4] = members;
if (!s1 || !s2 || !s3 || !s4) throw new Error("no sample");
const place = {
  accountId: "/subscriptions/a/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/backups",
  container: "vhds",
  name: "db01",
};
const account: ReplicaAccount = {
  id: place.accountId,
  name: "backups",
  region: "northeurope",
  subscriptionId: "a",
  resourceGroup: "g",
  serverSide: true,
};

interface Given extends Partial<ReplicatePlanInput> {
  in?: Snapshot[];
  of?: Snapshot[];
  /** Measured, against the one before it. */
  gib?: number;
}

function plan({ in: snapshots = members, of = snapshots, gib, replica, ...given }: Given = {}) {
  const [chain] = buildChains(snapshots, [sampleDisk({ name: "db01" })]);
  if (!chain) throw new Error("no chain");
  const deltas = snapshots.map(({ uniqueId }, i) => {
    const baseUniqueId = snapshots[i - 1]?.uniqueId ?? null;
    const bytes = (gib ?? 0) * GIB_BYTES;
    return [uniqueId, { snapshotUniqueId: uniqueId, baseUniqueId, bytes, clearedBytes: 0, writtenRanges: 10, clearedRanges: 5 }] as const;
  });
  return planReplicate({
    place,
    objective: "least-time",
    chain,
    series: replicaSeries(chain, of, replica),
    account,
    replica,
    deltas: new Map(gib === undefined ? [] : deltas),
    ...given,
  });
}

function replicaOf(points: readonly Snapshot[], given: Partial<Replica> = {}): Replica {
  return { place, region: "northeurope", diskId: "/disk", diskUniqueId: "unique-db01", stripes: 1, points: points.map(toPoint), ...given };
}

function toPoint({ id, uniqueId, diskSizeBytes = 0 }: Snapshot): ReplicaPoint {
  const manifest = { blob: "m", sha256: "0" };
  return { snapshotId: id, uniqueId, sizeBytes: diskSizeBytes, planHash: "p", operationId: "o", blobSnapshots: ["t"], manifest };
}

const rules = (result: ReturnType<typeof plan>) => result.problems.map(({ field, rule }) => [field, rule]);

describe("a plan of a replication", () => {
  it("begins with the oldest whole, then writes of each only its changes, in the order of creation", () => {
    const result = plan({ of: [s3, s1, s2], gib: 1 });
    expect(result).toMatchObject({ possible: true, problems: [], transferBytes: 3 * GIB_BYTES });
    expect(result.summary).toBe(
      "Replicate 3 snapshots of db01 to db01 in backups, North Europe: about 3.00 GiB to write, in 768 to 813 requests.",
    );
    expect(result.steps[1]?.detail).toContain("s1: the whole image; s2: its changes since s1; s3: its changes since s2.");
    expect(result.steps[1]?.detail).toContain("no bytes pass through Snapscope");
    expect(result.steps[1]?.detail).toContain("it takes about 51 s");
  });

  it("tells what it costs, and which price is in no list", () => {
    const { costs } = plan({ of: [s1], gib: 10 });
    expect(costs.map(({ title, usd, per }) => [title, usd, per])).toEqual([
      ["Transfer to North Europe", "0.2", "once"],
      ["Storage in backups", null, "month"],
      ["Requests", null, "once"],
    ]);
    expect(costs[1]?.formula).toContain("their price is in no list that is read here");
    expect(plan({ of: [s1], gib: 10, account: { ...account, region: "westeurope" } }).costs[0]).toMatchObject({ usd: "0" });
  });

  it("leaves what is not measured unknown", () => {
    const result = plan();
    expect(result).toMatchObject({ possible: true, transferBytes: null });
    expect(result.costs.map(({ usd }) => usd)).toEqual([null, null, null]);
  });

  it("skips what is there, and builds on the newest of it", () => {
    const result = plan({ replica: replicaOf([s1, s2]), gib: 1 });
    expect(result).toMatchObject({ possible: true, transferBytes: 2 * GIB_BYTES, cli: "" });
    expect(result.steps[1]?.detail).toContain("s3: its changes since s2; s4: its changes since s3.");
    expect(result.warnings).toContainEqual("2 snapshots are recovery points there already: nothing is written for them.");
  });

  it("writes a whole image on top where the disk grew across 4 TiB, and where what was begun is lost", () => {
    const grown = members.map((one, i) => ({ ...one, diskSizeBytes: i < 2 ? 3 * TIB : 5 * TIB }));
    const result = plan({ in: grown });
    expect(result.steps[1]?.detail).toContain("s2: its changes since s1; s3: the whole image; s4: its changes since s3.");
    expect(result.warnings.join(" ")).toContain("resized across 4 TiB before s3");
    expect(result.warnings.join(" ")).toContain("stripes");
    const { blobSnapshots: _none, manifest: _no, ...writing } = toPoint({ ...s3, uniqueId: "gone" });
    expect(plan({ of: [s4], replica: replicaOf([s1, s2], { writing }) }).steps[1]?.detail).toContain("s4: the whole image.");
  });

  it("tells az commands for a whole image alone, and what they lack", () => {
    const { cli } = plan({ of: [s1, s2] });
    expect(cli).toContain("az storage blob copy start --account-name backups --destination-container vhds --destination-blob db01.vhd");
    expect(cli).toContain("# For the changes of the others az has no command.");
    expect(cli).toContain("az snapshot revoke-access");
    expect(plan({ account: { ...account, id: "target:partner" } }).cli).toBe("");
  });
});

describe("a replication is refused", () => {
  const { blobSnapshots: _none, manifest: _no, ...writing } = toPoint(s3);
  const other = { ...s1, uniqueId: "gone" };
  it.each<[string, Given, [string | undefined, string]]>([
    ["whose predecessor is no longer in the chain", { of: [s2], replica: replicaOf([other]) }, ["place.name", "predecessor-gone"]],
    ["of what is there already", { of: [s1], replica: replicaOf([s1]) }, ["snapshots", "nothing-new"]],
    ["of one older than the newest point", { of: [s2], replica: replicaOf([s1, s3]) }, ["snapshots", "order"]],
    ["that leaves out what was begun", { of: [s4], replica: replicaOf([s1], { writing }) }, ["snapshots", "unfinished"]],
    ["of another disk", { replica: replicaOf([], { diskUniqueId: "x" }) }, ["place.name", "other-disk"]],
    [
      "to a replica that others wrote to",
      { of: [s2], replica: replicaOf([s1], { problem: { rule: "written-by-others", message: "Written." } }) },
      ["place.name", "written-by-others"],
    ],
    ["to an account that cannot be written to", { account: { ...account, reason: "You may not." } }, ["place.accountId", "account"]],
    ["of a VHDX", { in: members.map((one) => ({ ...one, logicalSectorSize: 4096 as const })) }, ["snapshots", "vhdx"]],
    ["where nobody may read", { in: [{ ...s1, networkAccessPolicy: "DenyAll" }] }, ["snapshots", "network-policy"]],
    ["where a private network alone may read", { in: [{ ...s1, networkAccessPolicy: "AllowPrivate" }] }, ["snapshots", "network-policy"]],
    ["of one that is not complete", { in: [{ ...s1, completionPercent: 40 }] }, ["snapshots", "not-ready"]],
    ["that was planned on another state", { builtOn: s1.uniqueId, replica: replicaOf([s1, s2]), of: [s3] }, ["place.name", "changed"]],
  ])("%s", (_title, given, expected) => {
    const result = plan(given);
    expect(result.possible).toBe(false);
    expect(rules(result)).toContainEqual(expected);
  });
});
