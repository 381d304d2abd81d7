import { describe, expect, it } from "vitest";
import { suggestDiskGroup } from "./disk-group-choice.ts";

const prod = { name: "rg-prod-weu", region: "westeurope" };
const dr = { name: "rg-dr-neu", region: "northeurope" };
const disk = { name: "db01", resourceGroup: "RG-PROD-WEU", location: "westeurope" };

describe("the group suggested for a restored disk", () => {
  it("is that of the disk it was taken from, where that is in the same region, wherever the group itself is", () => {
    const snapshot = { resourceGroup: "rg-dr-neu", location: "westeurope" };
    expect(suggestDiskGroup({ snapshot, sourceDisk: disk, groups: [dr, prod] })).toEqual({
      name: "rg-prod-weu",
      reason: "The group of db01, the disk it was taken from.",
    });
    expect(suggestDiskGroup({ snapshot, sourceDisk: disk, groups: [dr, { ...prod, region: "eastus" }] })?.name).toBe("rg-prod-weu");
  });

  it("is that of the copy in another region rather than one where the disk is, and says where the disk is", () => {
    const snapshot = { resourceGroup: "rg-dr-neu", location: "northeurope" };
    expect(suggestDiskGroup({ snapshot, sourceDisk: disk, groups: [dr, prod] })).toEqual({
      name: "rg-dr-neu",
      reason: "The group of the snapshot; db01 itself is in West Europe.",
    });
    const kept = { resourceGroup: "rg-vault", location: "northeurope" };
    expect(suggestDiskGroup({ snapshot: kept, sourceDisk: disk, groups: [prod, { name: "rg-vault", region: "westeurope" }] })).toEqual({
      name: "rg-prod-weu",
      reason: "The group of db01, the disk it was taken from, in West Europe.",
    });
  });

  it("is the snapshot's where the disk is gone, and a guess where neither can be seen", () => {
    const snapshot = { resourceGroup: "rg-dr-neu", location: "northeurope" };
    expect(suggestDiskGroup({ snapshot, sourceDisk: undefined, groups: [prod, dr] })).toEqual({
      name: "rg-dr-neu",
      reason: "The group of the snapshot.",
    });
    // Azure Backup keeps house in its own.
    const backup = { resourceGroup: "AzureBackupRG_northeurope_1", location: "northeurope" };
    const groups = [{ name: "AzureBackupRG_northeurope_1", region: "northeurope" }, prod, dr];
    expect(suggestDiskGroup({ snapshot: backup, sourceDisk: undefined, groups })).toMatchObject({ name: "rg-dr-neu", isGuess: true });
    expect(suggestDiskGroup({ snapshot, sourceDisk: undefined, groups: [] })).toBeUndefined();
  });
});
