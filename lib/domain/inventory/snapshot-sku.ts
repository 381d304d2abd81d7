// Storage a snapshot may have. Incremental ones are always on Standard HDD, whatever their disk is; full ones may be on
// Premium SSD. From learn.microsoft.com, "Create an incremental snapshot for managed disks".

export const REDUNDANCIES = ["LRS", "ZRS"] as const;
export type Redundancy = (typeof REDUNDANCIES)[number];

export const SNAPSHOT_SKUS = ["Standard_LRS", "Standard_ZRS", "Premium_LRS"] as const;
export type SnapshotSku = (typeof SNAPSHOT_SKUS)[number];

/** What a copy may be made as. */
export const COPY_SKUS = ["Standard_LRS", "Standard_ZRS"] as const satisfies readonly SnapshotSku[];
export type CopySku = (typeof COPY_SKUS)[number];

/** As a row tells it. */
export const TOLD_REDUNDANCIES = [...REDUNDANCIES, "unknown"] as const;

/** Of any sku by its name, also of one Snapscope does not know; unknown where the name does not say. */
export function redundancyOf(sku: string): (typeof TOLD_REDUNDANCIES)[number] {
  return REDUNDANCIES.find((redundancy) => sku.endsWith(redundancy)) ?? "unknown";
}
