import { describe, expect, it } from "vitest";
import { buildChains, chainsBySnapshot } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canCopy, canCopyTo } from "#lib/domain/plans/copy-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import type { MeasuredDelta } from "#lib/domain/sizes/transfer-size.ts";
import { sampleChain, sampleCopy, sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { copyRegionChoices, suggestCopyName } from "#lib/operations/kinds/copy-form.ts";
import { type CopyPlanInput, planCopy } from "./plan.ts";

const [s1, s2, s3] = sampleChain(3);
if (!s1 || !s2 || !s3) throw new Error("no sample");

function chainOf(snapshot: Snapshot, others: Snapshot[]) {
  const chain = chainsBySnapshot(buildChains(others, [sampleDisk({ name: "db01" })])).get(snapshot.id.toLowerCase());
  if (!chain) throw new Error("no chain");
  return chain;
}

function plan(snapshot: Snapshot, copies: Snapshot[], given: Partial<CopyPlanInput> = {}) {
  const members = [s1, s2, s3].filter((member) => member?.id !== snapshot.id).flatMap((member) => (member ? [member] : []));
  return planCopy({
    snapshot,
    chain: chainOf(snapshot, [snapshot, ...members, ...copies]),
    targetRegion: "northeurope",
    targetResourceGroup: "rg-dr",
    targetName: "copy-name",
    sku: "Standard_ZRS",
    deltas: new Map(),
    egressUsdPerGib: "0.02",
    storage: { missing: "not-listed" },
    ...given,
  });
}

const rules = (result: ReturnType<typeof plan>) => result.problems.map(({ rule }) => rule);
const copyOf = (source: Snapshot, given: Partial<Snapshot> = {}) => sampleCopy(source, { name: `copy-of-${source.name}`, ...given });
const delta = (target: Snapshot, base: Snapshot | null, gib: number): [string, MeasuredDelta] => [
  target.uniqueId,
  { snapshotUniqueId: target.uniqueId, baseUniqueId: base?.uniqueId ?? null, bytes: gib * GIB_BYTES, clearedBytes: 0 },
];

describe("a copy to another region", () => {
  it("sends only what changed since the newest copy there, and is priced by that", () => {
    const result = plan(s2, [copyOf(s1)], { deltas: new Map([delta(s2, s1, 3)]), storage: { price: "0.05" } });
    expect(result).toMatchObject({
      possible: true,
      problems: [],
      transferBytes: 3 * GIB_BYTES,
      transferBasis: expect.stringContaining("since s1"),
    });
    expect(result.costs.map(({ usd, per, formula }) => [usd, per, formula])).toEqual([
      ["0.06", "once", "3.00 GiB × $0.02 per GiB"],
      ["0.15", "month", "3.00 GiB × $0.05 per GiB"],
    ]);
  });

  it("sends all data when the region has nothing of the chain", () => {
    expect(plan(s1, [], { deltas: new Map([delta(s1, null, 40)]) })).toMatchObject({ possible: true, transferBytes: 40 * GIB_BYTES });
    expect(plan(s2, [], { deltas: new Map([delta(s1, null, 40), delta(s2, s1, 3)]) })).toMatchObject({
      transferBytes: 43 * GIB_BYTES,
      transferBasis: expect.stringContaining("At most"),
    });
  });

  it("says that it does not know what is not measured", () => {
    const result = plan(s2, []);
    expect(result).toMatchObject({ possible: true, transferBytes: null });
    expect(result.costs[0]?.usd).toBeNull();
    expect(result.warnings.join(" ")).toContain("measured");
  });

  it("is offered as the az command, safely quoted", () => {
    expect(plan(s1, [], { targetResourceGroup: "it's (dr)" }).cli).toBe(
      `az snapshot create --resource-group 'it'\\''s (dr)' --name copy-name --location northeurope --source ${s1.id} --sku Standard_ZRS --incremental true --copy-start true --tags snapscope-operation=OPERATION_ID`,
    );
  });
});

describe("Azure's order of copies", () => {
  it("forbids an older snapshot once a newer one is there", () => {
    const result = plan(s1, [copyOf(s2)]);
    expect(rules(result)).toEqual(["copy-order"]);
    expect(result.problems[0]?.message).toContain("s2, which is newer, is in North Europe already");
  });

  it("leaves skipped ones behind for good, and the plan says so", () => {
    const result = plan(s3, [copyOf(s1)]);
    expect(result.possible).toBe(true);
    expect(result.warnings.join(" ")).toContain("1 earlier snapshot has no copy in North Europe");
    expect(plan(s3, []).warnings.join(" ")).toContain("2 earlier snapshots have no copy");
    expect(plan(s2, [copyOf(s1)]).warnings.join(" ")).not.toContain("earlier");
  });

  it("does not count a failed copy, and names it as left over", () => {
    const failed = copyOf(s2, { completionPercent: 10, copyError: { code: "CopySourceNotFound", message: "gone" } });
    expect(plan(s1, [failed]).possible).toBe(true);
    const again = plan(s2, [failed]);
    expect(again.possible).toBe(true);
    expect(again.warnings.join(" ")).toContain("copy-of-s2, failed");
  });
});

describe("a copy waits, and is not refused", () => {
  it("while another snapshot of the disk is being copied, to whatever region", () => {
    const elsewhere = copyOf(s1, { location: "westus3", completionPercent: 40.7 });
    const result = plan(s2, [elsewhere]);
    expect(result).toMatchObject({ possible: true, waits: expect.stringContaining("West US 3 (40 %)") });
    expect(result.limits).toContainEqual({ title: "Copies under way of this disk", used: 1, max: 1 });
    expect(plan(s2, [copyOf(s1)]).waits).toBeUndefined();
  });

  it("at a hundred copies into the region", () => {
    expect(plan(s1, [], { activeCopiesInTarget: 100 })).toMatchObject({
      possible: true,
      waits: expect.stringContaining("100 copies into"),
    });
    expect(plan(s1, [], { activeCopiesInTarget: 99 }).waits).toBeUndefined();
  });

  it("behind what was asked for here, which says more", () => {
    expect(plan(s1, [], { activeCopiesInTarget: 100, queuedBehind: "Queued behind another." }).waits).toBe("Queued behind another.");
  });
});

describe("a copy into another subscription", () => {
  it("is of a chain of its own there, names it for az, and says which two rights it needs", () => {
    const result = plan(s1, [copyOf(s2)], { targetSubscriptionId: "other" });
    expect(result).toMatchObject({ possible: true, cli: expect.stringContaining("--subscription other --resource-group") });
    expect(result.warnings.join(" ")).toContain("LinkedAuthorizationFailed");
    expect(rules(plan(s1, [copyOf(s1, { subscriptionId: "other" })], { targetSubscriptionId: "OTHER" }))).toEqual(["already-copied"]);
    expect(plan(s1, [copyOf(s1, { subscriptionId: "other" })]).possible).toBe(true);
  });
});

it("enhanced speed is asked for, and its price, which Azure does not publish, stays unknown", () => {
  const result = plan(s1, [], { speed: "Enhanced" });
  expect(result.costs).toContainEqual({
    title: "Enhanced speed",
    usd: null,
    per: "once",
    formula: expect.stringContaining("does not publish"),
  });
  expect(result.cli).toContain("--bandwidth-copy-speed Enhanced");
  expect(plan(s1, []).costs.map(({ title }) => title)).not.toContain("Enhanced speed");
});

describe("a copy is refused", () => {
  it("for a snapshot that is there already, complete or on its way", () => {
    expect(rules(plan(s1, [copyOf(s1)]))).toEqual(["already-copied"]);
    expect(rules(plan(s1, [copyOf(s1, { completionPercent: 40 })]))).toEqual(["already-copied"]);
  });

  it("for a full snapshot, with the better tool named for a premium one", () => {
    const full = sampleSnapshot({ name: "full", incremental: false, sku: "Premium_LRS" });
    const chain = chainOf(full, [full]);
    expect(canCopy(full, chain)).toMatchObject({ possible: false, reason: expect.stringContaining("gallery") });
    expect(canCopyTo({ snapshot: full, chain, targetRegion: "northeurope" })).toMatchObject({ possible: false });
    expect(canCopy({ ...full, sku: "Standard_LRS" }, chain).reason).not.toContain("gallery");
  });

  it("for a source that is not ready, into its own region, and for bad names", () => {
    expect(rules(plan({ ...s1, completionPercent: 12 }, []))).toEqual(["not-ready"]);
    expect(rules(plan({ ...s1, snapshotAccessState: "InstantAccess" }, []))).toEqual(["instant-access"]);
    expect(rules(plan(s1, [], { targetRegion: "West Europe" }))).toEqual(["same-region"]);
    expect(rules(plan(s1, [], { targetName: "-x" }))).toEqual(["name"]);
    expect(rules(plan(s1, [], { nameTaken: true }))).toEqual(["name-taken"]);
  });
});

describe("redundancy of a copy", () => {
  it("is advised to be ZRS where the region has zones and must be LRS where it has none", () => {
    expect(plan(s1, [], { sku: "Standard_LRS" }).warnings.join(" ")).toContain("North Europe has availability zones");
    expect(plan(s1, []).warnings.join(" ")).not.toContain("availability zones");
    expect(rules(plan(s1, [], { targetRegion: "westus" }))).toEqual(["no-zones"]);
    expect(plan(s1, [], { targetRegion: "westus", sku: "Standard_LRS" })).toMatchObject({ possible: true });
  });

  it("is left to the user in a region nobody told us of", () => {
    const result = plan(s1, [], { targetRegion: "atlantis" });
    expect(result.possible).toBe(true);
    expect(result.warnings.join(" ")).toContain("atlantis");
  });
});

describe("what a form offers", () => {
  it("recommends the paired region, or the one that has copies already, and explains the impossible", () => {
    const fresh = copyRegionChoices(s1, chainOf(s1, [s1]), ["westeurope", "northeurope", "westus3"]);
    expect(fresh.map(({ value, possible, recommended }) => [value, possible, recommended])).toEqual([
      ["westeurope", false, false],
      ["northeurope", true, true],
      ["westus3", true, false],
    ]);
    const second = copyRegionChoices(s2, chainOf(s2, [s1, s2, copyOf(s1, { location: "westus3" })]), ["northeurope", "westus3"]);
    expect(second.find(({ recommended }) => recommended)?.value).toBe("westus3");
  });

  it("never recommends a paired region that is open only on request", () => {
    const french = { ...s1, location: "francecentral" };
    expect(copyRegionChoices(french, chainOf(french, [french]), ["francesouth", "westeurope"]).some(({ recommended }) => recommended)).toBe(
      false,
    );
  });

  it("suggests a name that Azure accepts, however long or odd the source's", () => {
    expect(suggestCopyName(s1, "North Europe")).toBe("s1-northeurope");
    expect(suggestCopyName({ ...s1, name: `__${"ä".repeat(90)}` }, "northeurope")).toMatch(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,78}[A-Za-z0-9_]$/);
  });
});
