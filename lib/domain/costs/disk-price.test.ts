import { expect, it } from "vitest";
import { diskMeter } from "./disk-price.ts";

it.each([
  ["Premium_LRS", 1, "P1 LRS Disk"],
  ["Premium_LRS", 128, "P10 LRS Disk"],
  ["Premium_LRS", 129, "P15 LRS Disk"],
  ["Premium_ZRS", 64, "P6 ZRS Disk"],
  ["StandardSSD_LRS", 512, "E20 LRS Disk"],
  ["StandardSSD_ZRS", 32_767, "E80 ZRS Disk"],
  ["Standard_LRS", 4, "S4 LRS Disk"],
  ["Standard_LRS", 1024, "S30 LRS Disk"],
  ["PremiumV2_LRS", 100, "Premium LRS Provisioned Capacity"],
])("a disk %s of %i GiB is billed by the meter %s", (sku, sizeGib, meterName) => {
  expect(diskMeter(sku, sizeGib)?.meterName).toBe(meterName);
});

it("no one meter tells what an Ultra disk, a type we do not know, or a size beyond all tiers costs", () => {
  expect([diskMeter("UltraSSD_LRS", 4), diskMeter("Future_LRS", 4), diskMeter("Premium_LRS", 40_000)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
