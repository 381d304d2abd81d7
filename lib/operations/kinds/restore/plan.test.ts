import { describe, expect, it } from "vitest";
import { buildChains } from "#lib/domain/chains/snapshot-chain.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import { canRestore } from "#lib/domain/plans/restore-rule.ts";
import { GIB_BYTES } from "#lib/domain/sizes/byte-units.ts";
import { sampleDisk, sampleSnapshot } from "#lib/domain/testing/inventory-sample.ts";
import { minSizeGib } from "#lib/operations/kinds/disk-from-snapshot.ts";
import { zoneChoices } from "#lib/operations/kinds/new-disk.ts";
import { planRestore, type RestorePlanInput, suggestDiskName } from "./plan.ts";
import { restoreSkuChoices, skuReason } from "./sku-choice.ts";

const snapshot = sampleSnapshot({ name: "s1" });

function chainOf(member: Snapshot) {
  const [chain] = buildChains([member], [sampleDisk({ name: "db01" })]);
  if (!chain) throw new Error("no chain");
  return chain;
}

function plan(given: Partial<RestorePlanInput> = {}) {
  const source = given.snapshot ?? snapshot;
  return planRestore({
    snapshot: source,
    chain: chainOf(source),
    targetResourceGroup: "rg-new",
    diskName: "db01-back",
    sku: "Premium_LRS",
    sizeGib: 128,
    deltas: new Map(),
    diskPrice: { missing: "not-listed" },
    ...given,
  });
}

const rules = (given: Partial<RestorePlanInput>) => plan(given).problems.map(({ rule }) => rule);

describe("a restore", () => {
  it("makes a new disk in the snapshot's region and says that it fills in the background", () => {
    const result = plan({
      deltas: new Map([
        [snapshot.uniqueId, { snapshotUniqueId: snapshot.uniqueId, baseUniqueId: null, bytes: 5 * GIB_BYTES, clearedBytes: 0 }],
      ]),
    });
    expect(result).toMatchObject({
      possible: true,
      problems: [],
      transferBytes: 5 * GIB_BYTES,
      summary: expect.stringContaining("in West Europe"),
    });
    expect(result.steps.at(-1)?.detail).toContain("in the background");
    expect(result.cli).toBe(
      `az disk create --resource-group rg-new --name db01-back --location westeurope --source ${snapshot.id} --sku Premium_LRS --size-gb 128 --tags snapscope-operation=OPERATION_ID`,
    );
  });

  it("is never smaller than the snapshot nor larger than the type allows", () => {
    expect(minSizeGib(snapshot)).toBe(128);
    expect(minSizeGib({ ...snapshot, diskSizeBytes: 128 * GIB_BYTES + 512 })).toBe(129);
    expect(rules({ sizeGib: 127 })).toEqual(["size"]);
    expect(rules({ sizeGib: 128.5 })).toEqual(["size"]);
    expect(rules({ sizeGib: 32_768 })).toEqual(["size"]);
    expect(rules({ sizeGib: 32_767 })).toEqual([]);
  });

  it("warns that a larger disk needs larger partitions", () => {
    expect(plan({ sizeGib: 256 }).warnings.join(" ")).toContain("partitions");
    expect(plan().warnings).toEqual([]);
  });

  it("waits for the data: a snapshot at 40 % is refused with its reason", () => {
    const copying = { ...snapshot, createOption: "CopyStart", completionPercent: 40 };
    expect(plan({ snapshot: copying }).problems[0]).toMatchObject({
      field: "snapshotId",
      rule: "not-ready",
      message: expect.stringContaining("40 %"),
    });
    expect(canRestore(copying, {}).possible).toBe(false);
    expect(canRestore(snapshot, {})).toEqual({ possible: true });
  });

  it("says why there is no price", () => {
    const formula = (given: Partial<RestorePlanInput>) => plan(given).costs[0]?.formula;
    expect(formula({})).toMatch(/^The price list that was asked has none for P10 LRS Disk in West Europe\./);
    expect(formula({ diskPrice: { missing: "failed" } })).toContain("could not be read");
    expect(formula({ diskPrice: { missing: "late" } })).toContain("has not answered yet");
    expect(formula({ sku: "UltraSSD_LRS", diskPrice: { missing: "no-meter" } })).toMatch(
      /^There is no one price for Ultra Disk \(LRS\), 128 GiB in West Europe: Azure bills more of it than its size\./,
    );
  });

  it("keeps to Azure's names", () => {
    for (const diskName of ["", "-a", "a-", "a b", "a".repeat(81), "ä"]) expect(rules({ diskName })).toEqual(["name"]);
    for (const diskName of ["a", "A_", "a.b-c_d", "a".repeat(80)]) expect(rules({ diskName })).toEqual([]);
    expect(rules({ nameTaken: true })).toEqual(["name-taken"]);
  });
});

describe("4K sectors and zones", () => {
  const fourK = { ...snapshot, logicalSectorSize: 4096 as const };

  it("allow only Premium SSD v2 and Ultra for a 4K snapshot, each in a zone", () => {
    expect(
      restoreSkuChoices(fourK)
        .filter(({ possible }) => possible)
        .map(({ value }) => value),
    ).toEqual(["PremiumV2_LRS", "UltraSSD_LRS"]);
    expect(rules({ snapshot: fourK })).toEqual(["sku"]);
    expect(rules({ snapshot: fourK, sku: "PremiumV2_LRS" })).toEqual(["zone-needed"]);
    expect(rules({ snapshot: fourK, sku: "PremiumV2_LRS", zone: "2" })).toEqual([]);
  });

  it("allow every type for a 512-byte snapshot in a region with zones", () => {
    expect(restoreSkuChoices(snapshot).every(({ possible }) => possible)).toBe(true);
    expect(restoreSkuChoices(snapshot).filter(({ recommended }) => recommended)).toHaveLength(0);
  });

  it("recommend what the disk was, where that is known and can be made, and nothing else", () => {
    const recommended = (given: typeof snapshot, sourceDiskSku?: string) =>
      restoreSkuChoices(given, sourceDiskSku).find((choice) => choice.recommended)?.value;
    expect(recommended(snapshot, "Standard_LRS")).toBe("Standard_LRS");
    expect(recommended(snapshot, "of-another-time")).toBeUndefined();
    expect(recommended(snapshot)).toBeUndefined();
    expect(recommended(fourK, "Standard_LRS")).toBeUndefined();
    expect(recommended(fourK, "UltraSSD_LRS")).toBe("UltraSSD_LRS");
  });

  it("say why a type is suggested, or why none is", () => {
    const chain = chainOf(snapshot);
    const disk = { name: "db01", sku: "Standard_LRS" };
    expect(skuReason(snapshot, chain, disk)).toBe("Standard HDD (LRS), as db01, the disk it was taken from.");
    expect(skuReason(fourK, chain, disk)).toMatch(/^db01, .*, is Standard HDD \(LRS\), which cannot be made: s1 has 4K sectors/);
    expect(skuReason(snapshot, chain, { ...disk, sku: "of-another-time" })).toContain(
      "of a type that cannot be chosen here (of-another-time)",
    );
    expect(skuReason(snapshot, { ...chain, sourceState: "deleted" }, undefined)).toBe(
      "db01, the disk it was taken from, is gone, so what type it was is not known.",
    );
    expect(skuReason(snapshot, { ...chain, sourceState: "unknown" }, undefined)).toContain("cannot be seen");
  });

  it("offer no zone and no ZRS where the region has no zones", () => {
    const inWestUs = { ...snapshot, location: "westus" };
    expect(zoneChoices(inWestUs.location).some(({ possible }) => possible)).toBe(false);
    expect(rules({ snapshot: inWestUs, sku: "Premium_ZRS" })).toEqual(["sku"]);
    expect(rules({ snapshot: inWestUs, zone: "1" })).toEqual(["no-zones"]);
    expect(rules({ snapshot: inWestUs, sku: "UltraSSD_LRS" })).toEqual([]);
    expect(zoneChoices(snapshot.location).every(({ possible }) => possible)).toBe(true);
  });

  it("do not pin a zone-redundant disk to a zone", () => {
    expect(rules({ sku: "Premium_ZRS", zone: "1" })).toEqual(["zone-with-zrs"]);
    expect(rules({ zone: "7" })).toEqual(["zone"]);
  });

  it("leave only the large types for a disk beyond 32 TiB", () => {
    const huge = { ...snapshot, diskSizeBytes: 40 * 1024 ** 4 };
    expect(
      restoreSkuChoices(huge)
        .filter(({ possible }) => possible)
        .map(({ value }) => value),
    ).toEqual(["PremiumV2_LRS", "UltraSSD_LRS"]);
    expect(rules({ snapshot: huge, sizeGib: 40_960 })).toEqual(["sku"]);
    expect(rules({ sku: "Floppy" })).toEqual(["sku"]);
  });
});

describe("advice", () => {
  it("points to a gallery image for a premium full snapshot", () => {
    expect(plan({ snapshot: { ...snapshot, incremental: false, sku: "Premium_LRS" } }).warnings.join(" ")).toContain("compute gallery");
  });

  it("names the key a disk will need", () => {
    expect(
      plan({ snapshot: { ...snapshot, encryption: { type: "EncryptionAtRestWithCustomerKey", diskEncryptionSetId: "/x" } } }).warnings.join(
        " ",
      ),
    ).toContain("customer-managed key");
  });

  it("suggests a name from the disk and the day", () => {
    expect(suggestDiskName(snapshot, chainOf(snapshot))).toBe("db01-restored-20261101");
  });
});
