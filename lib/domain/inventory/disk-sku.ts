// Types of managed disk a snapshot can be restored to. Sizes from learn.microsoft.com, "Select a disk type".

export interface DiskSku {
  sku: string;
  label: string;
  maxGib: number;
  redundancy: "LRS" | "ZRS";
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
