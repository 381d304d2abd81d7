// What a managed disk costs: by its tier, which its size decides, or by the GiB and hour. Tiers from learn.microsoft.com,
// "Select a disk type"; names of the meters as the retail price list has them. Ultra disks are billed by what they are
// provisioned to do as well, which a restore does not know: no price.

export interface DiskMeter {
  productName: string;
  skuName: string;
  meterName: string;
  unitOfMeasure: string;
  /** A price of the disk as a whole, or of each GiB and hour. */
  per: "month" | "gib-hour";
}

export interface DiskPrice {
  meter: DiskMeter;
  meterId: string;
  /** Decimal string. */
  usd: string;
  effectiveDate: string;
}

/** Largest size of each tier in GiB. Standard HDD has none below 4. */
const TIERS: readonly [maxGib: number, tier: number][] = [
  [4, 1],
  [8, 2],
  [16, 3],
  [32, 4],
  [64, 6],
  [128, 10],
  [256, 15],
  [512, 20],
  [1024, 30],
  [2048, 40],
  [4096, 50],
  [8192, 60],
  [16_384, 70],
  [32_767, 80],
];

const TIERED: Readonly<Record<string, { productName: string; letter: string; redundancy: string; leastTier: number }>> = {
  Premium_LRS: { productName: "Premium SSD Managed Disks", letter: "P", redundancy: "LRS", leastTier: 1 },
  Premium_ZRS: { productName: "Premium SSD Managed Disks", letter: "P", redundancy: "ZRS", leastTier: 1 },
  StandardSSD_LRS: { productName: "Standard SSD Managed Disks", letter: "E", redundancy: "LRS", leastTier: 1 },
  StandardSSD_ZRS: { productName: "Standard SSD Managed Disks", letter: "E", redundancy: "ZRS", leastTier: 1 },
  Standard_LRS: { productName: "Standard HDD Managed Disks", letter: "S", redundancy: "LRS", leastTier: 4 },
};

/** Undefined where no one meter tells what it costs. */
export function diskMeter(sku: string, sizeGib: number): DiskMeter | undefined {
  if (sku === "PremiumV2_LRS") {
    return {
      productName: "Azure Premium SSD v2",
      skuName: "Premium LRS",
      meterName: "Premium LRS Provisioned Capacity",
      unitOfMeasure: "1 GiB/Hour",
      per: "gib-hour",
    };
  }
  const type = TIERED[sku];
  const tier = type && TIERS.find(([maxGib, number]) => sizeGib <= maxGib && number >= type.leastTier)?.[1];
  if (!type || tier === undefined) return undefined;
  const skuName = `${type.letter}${tier} ${type.redundancy}`;
  // "… Disk Mount", of the same sku, is what each machine more costs that shares it.
  return { productName: type.productName, skuName, meterName: `${skuName} Disk`, unitOfMeasure: "1/Month", per: "month" };
}
