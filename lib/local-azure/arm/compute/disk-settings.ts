// What the PUT and the PATCH of a disk alike read of its type: SKU, shares, performance.

import { invalidParameter } from "../../errors.ts";
import type { DiskSku } from "../../model/records/disk.ts";
import { is4kCapable } from "../../model/rules/disk-performance.ts";
import type { JsonObject } from "../body.ts";
import { numberIn } from "../body.ts";

export const diskSkus: readonly DiskSku[] = [
  "Standard_LRS",
  "StandardSSD_LRS",
  "StandardSSD_ZRS",
  "Premium_LRS",
  "Premium_ZRS",
  "PremiumV2_LRS",
  "UltraSSD_LRS",
];

export function sharesIn(properties: JsonObject): { maxShares?: number } {
  const maxShares = numberIn(properties, "maxShares");
  if (maxShares === undefined) return {};
  if (!Number.isInteger(maxShares) || maxShares < 1 || maxShares > 15)
    throw invalidParameter("maxShares", `The value ${maxShares} of parameter maxShares is out of range. It must be between 1 and 15.`);
  return { maxShares };
}

/** Premium SSD v2 and Ultra disks choose theirs; others repeat what they were given. */
export function performanceIn(sku: DiskSku, properties: JsonObject): { diskIOPSReadWrite?: number; diskMBpsReadWrite?: number } {
  if (!is4kCapable(sku)) return {};
  const iops = numberIn(properties, "diskIOPSReadWrite");
  const mbps = numberIn(properties, "diskMBpsReadWrite");
  return { ...(iops === undefined ? {} : { diskIOPSReadWrite: iops }), ...(mbps === undefined ? {} : { diskMBpsReadWrite: mbps }) };
}
