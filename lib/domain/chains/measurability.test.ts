// What stands in the way of a measurement, and whether it may pass.
import { describe, expect, it } from "vitest";
import { resourceKey, type Snapshot } from "#lib/domain/inventory/inventory.ts";
import { sampleChain, sampleCopy, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { type AccessElsewhere, measureObstacle } from "./measurability.ts";
import { buildChains, type Chain } from "./snapshot-chain.ts";
import { blockedCount, findUnmeasured, needsSomebody, reasonsInWords, summariseReasons, tallyUnmeasured } from "./unmeasured.ts";

const NOBODY: AccessElsewhere = new Map();

function chainOf(snapshots: Snapshot[]): Chain {
  const [chain] = buildChains(snapshots, [sampleDisk({ name: "db01" })]);
  if (!chain) throw new Error("a chain");
  return chain;
}

function with2nd(given: Partial<Snapshot>): Chain {
  return chainOf(sampleChain(3).map((snapshot, i) => (i === 1 ? { ...snapshot, ...given } : snapshot)));
}

function accessTo(snapshot: Snapshot | undefined): AccessElsewhere {
  const { id = "", name = "" } = snapshot ?? {};
  return new Map([[resourceKey(id), { snapshotId: id, name, seenSince: "2026-11-05T00:00:00.000Z" }]]);
}

const obstacles = (chain: Chain, elsewhere?: AccessElsewhere) =>
  chain.snapshots.map((_, i) => {
    const found = measureObstacle(chain, i, elsewhere);
    return found ? `${found.outlook} ${found.rule}` : "now";
  });

describe("a snapshot", () => {
  it.each([
    ["still being made", { completionPercent: 40 }, "blocked not-ready"],
    ["that failed half way", { completionPercent: 62, copyError: { code: "CopySourceNotFound", message: "gone" } }, "never failed"],
    ["Azure could not make", { provisioningState: "Failed" }, "never failed"],
    ["being deleted", { provisioningState: "Deleting" }, "never deleting"],
    ["in a state that is not known here", { provisioningState: "Migrating" }, "blocked unknown-state"],
    ["under DenyAll", { networkAccessPolicy: "DenyAll" as const }, "blocked network-policy"],
    ["closed to public networks", { publicNetworkAccess: "Disabled" }, "blocked public-network"],
  ])("%s cannot be measured, and the one that builds on it waits for it", (_what, given, said) => {
    expect(obstacles(with2nd(given))).toEqual(["now", said, "blocked base"]);
  });

  it("somebody else has a SAS of waits for its end, and so does the one that builds on it", () => {
    const chain = chainOf(sampleChain(3));
    const [, second, third] = chain.snapshots;
    const elsewhere = accessTo(second);
    expect(obstacles(chain, elsewhere)).toEqual(["now", "blocked access-in-use", "blocked access-in-use"]);
    const found = measureObstacle(chain, 2, elsewhere);
    expect(found?.openAccess).toMatchObject({ snapshotId: second?.id, seenSince: "2026-11-05T00:00:00.000Z" });
    expect(found?.reason).toContain(`${second?.name} (an open SAS), and ${third?.name} is measured against that one`);
  });
});

describe("the tally", () => {
  it("counts each unmeasured snapshot once: those that can be measured and the reasons add up to all", () => {
    const failed = sampleCopy(sampleSnapshot({ name: "x" }), {
      name: "half",
      completionPercent: 62,
      copyError: { code: "C", message: "gone" },
    });
    const full = sampleSnapshot({ name: "full", incremental: false, networkAccessPolicy: "DenyAll" });
    const chains = buildChains([...sampleChain(4), failed, full], [sampleDisk({ name: "db01" })]);
    const second = chains.flatMap(({ snapshots }) => snapshots).find(({ name }) => name === "s2");
    const tally = tallyUnmeasured(findUnmeasured(chains, ({ name }) => name === "s1", accessTo(second)));
    expect(tally).toMatchObject({ total: 5, now: 1 });
    expect(tally.now + tally.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(tally.total);
    expect(blockedCount(tally)).toBe(4);
    expect(reasonsInWords(tally.reasons)).toContain("2 (somebody else has an open SAS)");
    expect(tally.reasons.find(({ rule }) => rule === "failed")).toMatchObject({ outlook: "never", count: 1, example: { name: "half" } });
  });

  it("asks for nobody while all it waits for passes by itself", () => {
    const tallyOf = (chain: Chain) => tallyUnmeasured(findUnmeasured([chain], () => false, NOBODY));
    expect(needsSomebody(tallyOf(chainOf([sampleSnapshot({ name: "s1", completionPercent: 3 })])))).toBe(false);
    expect(needsSomebody(tallyOf(chainOf([sampleSnapshot({ name: "s1", networkAccessPolicy: "DenyAll" })])))).toBe(true);
  });
});

it("reasons are counted once each, the commonest first; those without a rule stand for themselves", () => {
  const policy = (name: string) => ({ rule: "network-policy", reason: `The network access policy of ${name} forbids it.` });
  expect(summariseReasons([policy("a"), { reason: "Azure broke." }, policy("b")])).toBe(
    "2 (the network access policy forbids reading), 1 (Azure broke)",
  );
});
