import type { ManagedResource } from "./managed-resource.ts";

export type DiskSku =
  | "Standard_LRS"
  | "StandardSSD_LRS"
  | "StandardSSD_ZRS"
  | "Premium_LRS"
  | "Premium_ZRS"
  | "PremiumV2_LRS"
  | "UltraSSD_LRS";

export interface Disk extends ManagedResource {
  sku: DiskSku;
  zones?: string[];
  diskState: "Unattached" | "Attached" | "Reserved" | "ActiveSAS" | "ReadyToUpload" | "ActiveUpload";
  diskIOPSReadWrite: number;
  diskMBpsReadWrite: number;
  tier?: string;
  maxShares?: number;
  /** Premium SSD v2 and Ultra disks made from a snapshot fill in the background: a function of the clock. */
  hydration?: { startedAtMs: number; durationMs: number; isFromInstantAccess: boolean };
}

/** Made for an upload that is not finished: nobody knows yet that it will be a disk. */
export function isUploading({ diskState }: Pick<Disk, "diskState">): boolean {
  return diskState === "ReadyToUpload" || diskState === "ActiveUpload";
}
