import { describe, expect, it } from "vitest";
import { allRegions, findRegion, regionLabel, sameRegion, snapshotSkuChoices } from "./azure-region.ts";

describe("regions", () => {
  it("are the same in each of ARM's spellings", () => {
    expect(sameRegion("West Europe", "westeurope")).toBe(true);
    expect(findRegion("WestUS2")).toMatchObject({ displayName: "West US 2", hasZones: true, pair: "westcentralus" });
    expect(findRegion("atlantis")).toBeUndefined();
    expect(regionLabel("atlantis")).toBe("atlantis");
  });

  it("have a name to read where they are not listed, and are not offered for that", () => {
    expect(["eastus2euap", "centraluseuap", "swedensouth", "usgovarizona", "chinanorth3", "usdodeast", "eastus2"].map(regionLabel)).toEqual(
      ["East US 2 EUAP", "Central US EUAP", "Sweden South", "usgovarizona", "China North 3", "US DoD East", "East US 2"],
    );
    expect(findRegion("eastus2euap")).toBeUndefined();
    expect(regionLabel("")).toBe("");
  });

  it("have names made of their display names, and pairs that exist", () => {
    const regions = allRegions();
    expect(regions.length).toBeGreaterThan(40);
    expect(new Set(regions.map(({ name }) => name)).size).toBe(regions.length);
    for (const { name, displayName, pair } of regions) {
      expect(displayName.toLowerCase().replaceAll(" ", "")).toBe(name);
      // Sweden South is access-restricted and not listed.
      if (pair && pair !== "swedensouth") expect(findRegion(pair)).toBeDefined();
    }
  });

  it("offer ZRS first where they have zones and only LRS where they have none", () => {
    expect(snapshotSkuChoices("westeurope").find(({ recommended }) => recommended)?.value).toBe("Standard_ZRS");
    expect(snapshotSkuChoices("westus").map(({ value, possible, recommended }) => [value, possible, recommended])).toEqual([
      ["Standard_ZRS", false, false],
      ["Standard_LRS", true, true],
    ]);
    expect(snapshotSkuChoices("atlantis").every(({ possible }) => possible)).toBe(true);
  });
});
