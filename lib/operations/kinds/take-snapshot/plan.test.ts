import { describe, expect, it } from "vitest";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleChain, sampleDisk } from "#lib/domain/testing/inventory-sample.ts";
import { type DiskToTake, planSnapshot, type SnapshotPlanInput, suggestSnapshotName } from "./plan.ts";

const nowMs = Date.UTC(2026, 10, 28, 9, 35);
const members = sampleChain(4);
const stored = (bytes: number[]) => new Map(members.flatMap(({ uniqueId }, i) => (bytes[i] === undefined ? [] : [[uniqueId, bytes[i]]])));

const take = (given: Partial<DiskToTake> = {}): DiskToTake => ({
  disk: sampleDisk({ name: "db01", tags: { env: "prod" } }),
  name: "db01-now",
  nameTaken: false,
  chain: { snapshots: members },
  storedBytes: stored([100 * GIB_BYTES, 2 * GIB_BYTES, 4 * GIB_BYTES]),
  ...given,
});

const plan = (given: Partial<SnapshotPlanInput> = {}) =>
  planSnapshot({
    disks: [take()],
    targetResourceGroup: "rg-db",
    type: "incremental",
    sku: "Standard_ZRS",
    usdPerGibMonth: new Map([["westeurope", "0.05"]]),
    nowMs,
    ...given,
  });

const fields = (given: Partial<SnapshotPlanInput>) => plan(given).problems.map(({ field, rule }) => [field, rule]);

describe("a plan of new snapshots", () => {
  it("tells what it will store by what the last changes of the disk stored, without the oldest one", () => {
    const result = plan();
    expect(result).toMatchObject({ possible: true, problems: [], transferBytes: 0 });
    expect(result.summary).toBe("Take an incremental snapshot of db01 as db01-now, in rg-db.");
    expect(result.costs).toEqual([
      {
        title: "Storage",
        per: "month",
        usd: "0.15",
        formula: "3.00 GiB, what the last 2 changes of this disk stored on average, × $0.05 per GiB.",
      },
    ]);
    expect(result.limits.map(({ used, max }) => [used, max])).toEqual([
      [4, 500],
      [0, 7],
    ]);
  });

  it("names no sum where nothing is known, and the most it can be", () => {
    expect(plan({ disks: [take({ chain: undefined })] }).costs).toMatchObject([
      { usd: null, formula: "The first of its chain stores all data of the disk, at most 128 GiB × $0.05 per GiB." },
    ]);
    expect(plan({ disks: [take({ storedBytes: new Map() })] }).costs).toMatchObject([
      { usd: null, formula: "No change of this disk is measured yet." },
    ]);
    expect(plan({ usdPerGibMonth: new Map() }).costs).toMatchObject([{ usd: null, formula: expect.stringContaining("unknown price") }]);
  });

  it("of several disks names each, its own problem at its own field, and that their moments differ", () => {
    const second = take({ disk: sampleDisk({ name: "log01" }), name: "log01-now", nameTaken: true });
    const result = plan({ disks: [take(), second] });
    expect(result.summary).toBe("Take 2 incremental snapshots, of db01 and another disk, in rg-db.");
    expect(result.problems).toMatchObject([{ field: "disks.1.name", rule: "name-taken" }]);
    expect(result.costs.map(({ title }) => title)).toEqual(["Storage of db01", "Storage of log01"]);
    expect(result.warnings.join(" ")).toContain("a moment of its own");
    expect(result.cli.split("\n")).toHaveLength(2);
  });

  it("says what cannot be, at the field that can change it", () => {
    expect(fields({ sku: "Premium_LRS" })).toEqual([["sku", "standard-only"]]);
    expect(fields({ sku: "Premium_LRS", type: "full" })).toEqual([]);
    expect(fields({ disks: [take({ disk: sampleDisk({ name: "west", location: "westus" }) })] })).toEqual([["sku", "no-zones"]]);
    expect(fields({ instantAccessMinutes: 60 })).toEqual([["instantAccessMinutes", "instant-access"]]);
    const v2 = take({ disk: sampleDisk({ name: "fast", sku: "PremiumV2_LRS" }) });
    expect(fields({ disks: [v2], instantAccessMinutes: 60 })).toEqual([]);
    expect(fields({ disks: [v2], type: "full", sku: "Standard_LRS" })).toEqual([["type", "incremental-only"]]);
    const elsewhere = take({ disk: sampleDisk({ name: "other", subscriptionId: "another" }) });
    expect(fields({ disks: [take(), elsewhere] })).toEqual([["disks", "several-subscriptions"]]);
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`t${i}`, "x"]));
    expect(fields({ disks: [take({ disk: sampleDisk({ name: "full", tags }) })] })).toEqual([["disks", "no-room-for-mark"]]);
  });

  it("warns where the machine runs, where the default redundancy is not taken, and what a full one means", () => {
    const attached = take({
      disk: sampleDisk({ name: "db01", managedBy: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm1" }),
    });
    expect(plan({ disks: [attached] }).warnings).toMatchObject([expect.stringContaining("attached to vm1")]);
    expect(plan({ sku: "Standard_LRS" }).warnings).toMatchObject([expect.stringContaining("ZRS")]);
    expect(plan({ type: "full" }).warnings).toMatchObject([expect.stringContaining("stores all data again")]);
    expect(plan({ type: "full", sku: "Premium_LRS" }).warnings).toMatchObject([expect.stringContaining("compute gallery")]);
  });

  it("is offered as the az command", () => {
    expect(plan({ disks: [take({ disk: sampleDisk({ name: "fast", sku: "PremiumV2_LRS" }) })], instantAccessMinutes: 120 }).cli).toMatch(
      /^az snapshot create --subscription .* --name db01-now --location westeurope --source \S+\/disks\/fast --sku Standard_ZRS --incremental true --ia-duration 120 --tags snapscope-operation=OPERATION_ID$/,
    );
  });

  it("suggests names that sort by time", () => {
    expect(suggestSnapshotName("db01", nowMs)).toBe("db01-20261128-0935");
  });
});
