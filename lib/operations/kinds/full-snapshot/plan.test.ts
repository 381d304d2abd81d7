import { describe, expect, it } from "vitest";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { type FullSnapshotPlanInput, planFullSnapshot } from "./plan.ts";

const snapshot = sampleSnapshot({ name: "s1" });

function plan(given: Partial<FullSnapshotPlanInput> = {}) {
  const source = given.snapshot ?? snapshot;
  const [chain] = buildChains([source], [sampleDisk({ name: "db01" })]);
  if (!chain) throw new Error("no chain");
  return planFullSnapshot({
    snapshot: source,
    chain,
    sourceDisk: sampleDisk({ name: "db01" }),
    targetResourceGroup: "rg",
    targetName: "s1-full",
    sku: "Premium_LRS",
    deltas: new Map([[source.uniqueId, { snapshotUniqueId: source.uniqueId, baseUniqueId: null, bytes: 5 * GIB_BYTES, clearedBytes: 0 }]]),
    price: { price: "0.12" },
    ...given,
  });
}
const rules = (given: Partial<FullSnapshotPlanInput>) => plan(given).problems.map(({ rule }) => rule);
const of = (changes: Partial<Snapshot>) => rules({ snapshot: { ...snapshot, ...changes } });

describe("a full snapshot from a snapshot", () => {
  it("stores all data again, priced by its storage, with the advice for many machines", () => {
    const made = plan();
    expect(made).toMatchObject({ possible: true, problems: [], transferBytes: 5 * GIB_BYTES });
    expect(made.costs).toMatchObject([{ title: "Storage", per: "month", usd: "0.6" }]);
    expect(made.warnings.join()).toContain("an image in a compute gallery is the better tool");
    expect(made.cli).toBe(
      `az snapshot create --resource-group rg --name s1-full --location westeurope --source ${snapshot.id} --incremental false --sku Premium_LRS --tags snapscope-operation=OPERATION_ID`,
    );
    expect(plan({ deltas: new Map(), price: { missing: "not-listed" } }).costs).toMatchObject([{ usd: null }]);
  });

  it("is made from a full one as well", () => expect(of({ incremental: false, sku: "Premium_LRS" })).toEqual([]));

  it("is refused of 4K sectors, of Premium SSD v2 and Ultra, and before the source is complete", () => {
    expect(of({ logicalSectorSize: 4096 })).toEqual(["incremental-only"]);
    expect(of({ snapshotAccessState: "InstantAccess" })).toEqual(["incremental-only"]);
    expect(of({ snapshotAccessState: "Available" })).toEqual([]);
    expect(rules({ sourceDisk: sampleDisk({ name: "fast", sku: "UltraSSD_LRS" }) })).toEqual(["incremental-only"]);
    expect(of({ completionPercent: 40 })).toEqual(["not-ready"]);
    const { diskSizeBytes: _size, ...unsized } = snapshot;
    expect(rules({ snapshot: unsized as Snapshot })).toEqual(["unknown-size"]);
  });

  it("needs a free name, and zones where it is to be zone-redundant", () => {
    expect(rules({ nameTaken: true })).toEqual(["name-taken"]);
    expect(rules({ snapshot: { ...snapshot, location: "westus" }, sku: "Standard_ZRS" })).toEqual(["no-zones"]);
    expect(plan({ sku: "Standard_LRS" }).warnings.join()).toContain("zone-redundant storage (ZRS)");
  });
});
