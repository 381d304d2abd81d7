// Types of managed disk a snapshot can be restored to. Sizes from learn.microsoft.com, "Select a disk type".

import type { Redundancy } from "./snapshot-sku.ts";

export const DISK_SKU_NAMES = [
  "Premium_LRS",
  "Premium_ZRS",
  "StandardSSD_LRS",
  "StandardSSD_ZRS",
  "Standard_LRS",
  "PremiumV2_LRS",
  "UltraSSD_LRS",
] as const;

/** Of a region that has them. */
export const ZONES = ["1", "2", "3"] as const;

export interface DiskSku {
  sku: (typeof DISK_SKU_NAMES)[number];
  label: string;
  maxGib: number;
  redundancy: Redundancy;
  /** Premium SSD v2 and Ultra: live in one zone, take 4K sectors. */
  isZonal: boolean;
}

export const DISK_SKUS: readonly DiskSku[] = [
  { sku: "Premium_LRS", label: "Premium SSD (LRS)", maxGib: 32_767, redundancy: "LRS", isZonal: false },
  { sku: "Premium_ZRS", label: "Premium SSD (ZRS)", maxGib: 32_767, redundancy: "ZRS", isZonal: false },
  { sku: "StandardSSD_LRS", label: "Standard SSD (LRS)", maxGib: 32_767, redundancy: "LRS", isZonal: false },
  { sku: "StandardSSD_ZRS", label: "Standard SSD (ZRS)", maxGib: 32_767, redundancy: "ZRS", isZonal: false },
  { sku: "Standard_LRS", label: "Standard HDD (LRS)", maxGib: 32_767, redundancy: "LRS", isZonal: false },
  { sku: "PremiumV2_LRS", label: "Premium SSD v2 (LRS)", maxGib: 65_536, redundancy: "LRS", isZonal: true },
  { sku: "UltraSSD_LRS", label: "Ultra Disk (LRS)", maxGib: 65_536, redundancy: "LRS", isZonal: true },
];

export function findDiskSku(sku: string): DiskSku | undefined {
  return DISK_SKUS.find((known) => known.sku === sku);
}

export function diskSkuLabel(sku: string): string {
  return findDiskSku(sku)?.label ?? sku;
}
