// The captured figures behind price-list.ts: US dollars, in the order of `products`, per region and day of capture.
// Sweden's premium ZRS price and the doubled meter names are what was captured, not slips.

import type { MeterKind } from "./meter-kind.ts";

export interface Region {
  name: string;
  location: string;
  /** Bandwidth is priced by continent. */
  continent: string;
  capturedOn: string;
  /** In the order of `products`; null: not captured. */
  usd: (string | null)[];
}

export interface Product {
  kind?: MeterKind;
  productName: string;
  skuName: string;
  meterName: string;
  unitOfMeasure: string;
}

function product(productName: string, skuName: string, meterName: string, more: Partial<Product> = {}): Product {
  return { productName, skuName, meterName, unitOfMeasure: "1 GB/Month", ...more };
}

const hdd = "Standard HDD Managed Disks";
const ssd = "Standard SSD Managed Disks";
const premium = "Premium SSD Managed Disks";
const pageBlob = "Premium Page Blob";
const instant = "Instant Access Snapshots LRS";
const restored = "Instant Access Snapshots LRS Disk Capacity Restored";

export const productIds: Record<string, string> = { [hdd]: "DZH318Z0BP0L", [ssd]: "DZH318Z0BP88", [premium]: "DZH318Z0BP04" };

export const products: Product[] = [
  product(hdd, "Snapshots LRS", "LRS Snapshots", { kind: "snapshotStandardLrs" }),
  product(hdd, "Snapshots ZRS", "ZRS Snapshots", { kind: "snapshotStandardZrs" }),
  product(premium, "Snapshots LRS", "LRS Snapshots", { kind: "snapshotPremiumLrs" }),
  product(premium, "Snapshots ZRS", "ZRS Snapshots"),
  product(ssd, "Snapshots LRS", "Snapshots LRS Snapshots"),
  product(ssd, "Snapshots ZRS", "Snapshots ZRS Snapshots"),
  product(pageBlob, "Snapshots LRS", "LRS Snapshots"),
  product(pageBlob, "Snapshots ZRS", "ZRS Snapshots"),
  product("Azure Premium SSD v2", instant, instant, { kind: "instantAccessPremiumV2", unitOfMeasure: "1 GB/Hour" }),
  product("Azure Premium SSD v2", instant, restored, { kind: "restoredPremiumV2", unitOfMeasure: "1 TB" }),
  product("Ultra Disks", instant, instant, { kind: "instantAccessUltra", unitOfMeasure: "1 GB/Hour" }),
  product("Ultra Disks", instant, restored, { kind: "restoredUltra", unitOfMeasure: "1 TB" }),
  product(hdd, "S4 LRS", "S4 LRS Disk Operations", { kind: "diskOperations", unitOfMeasure: "10K" }),
  product("Bandwidth Inter-Region", "Inter-Region", "Intra Continent Data Transfer Out", { kind: "interRegion", unitOfMeasure: "1 GB" }),
];

/** Seen on bills with its doubled name; the price list does not show it. */
export const restorePointMeter = product(hdd, "Snapshots ZRS", "Snapshots ZRS Snapshots", { kind: "restorePoint" });

export const regions: Region[] = [
  {
    name: "westeurope",
    location: "EU West",
    continent: "Europe",
    capturedOn: "2026-07-15",
    usd: ["0.05", "0.05", "0.145", "0.217", "0.145", "0.217", "0.145", "0.2175", "0.00013", "0.572", "0.000213", "0.572", "0.0005", "0.02"],
  },
  {
    name: "northeurope",
    location: "EU North",
    continent: "Europe",
    capturedOn: "2026-07-25",
    usd: ["0.05", "0.05", "0.132", "0.198", "0.132", "0.198", "0.132", "0.198", "0.00011", "0.572", "0.000196", "0.572", "0.0005", "0.02"],
  },
  {
    name: "francecentral",
    location: "FR Central",
    continent: "Europe",
    capturedOn: "2026-08-01",
    usd: ["0.053", "0.053", "0.16", "0.24", "0.16", "0.24", "0.16", "0.24", "0.000127", "0.5", "0.000205", "0.5", "0.0005", "0.02"],
  },
  {
    name: "swedencentral",
    location: "SE Central",
    continent: "Europe",
    capturedOn: "2026-08-01",
    usd: ["0.05", "0.05", "0.145", "0.05", "0.145", "0.18", "0.145", "0.132", "0.00011", "0.52", "0.000172", "0.52", "0.0005", "0.02"],
  },
  {
    name: "belgiumcentral",
    location: "BE Central",
    continent: "Europe",
    capturedOn: "2026-07-25",
    usd: ["0.05", "0.05", "0.145", "0.217", "0.145", "0.2175", "0.145", "0.2175", "0.00013", "0.52", "0.000213", "0.52", "0.0005", "0.02"],
  },
  {
    name: "eastus",
    location: "US East",
    continent: "North America",
    capturedOn: "2026-07-24",
    usd: ["0.05", "0.05", "0.132", "0.198", "0.132", "0.198", null, null, null, null, null, null, "0.0005", "0.02"],
  },
];

/** meter id, the last part of its sku id, and its effective date, from recorded replies. */
export const recordedMeters: Record<string, [meterId: string, skuPart: string, effectiveStartDate: string]> = {
  [`westeurope|${hdd}|LRS Snapshots`]: ["78dd126f-f855-4670-8038-fd66cf0f43b9", "01DK", "2018-02-01T00:00:00Z"],
  [`westeurope|${ssd}|Snapshots LRS Snapshots`]: ["c35b9dc8-709f-4897-b789-f6b488ff5b53", "00NW", "2018-11-01T00:00:00Z"],
  [`westeurope|${premium}|LRS Snapshots`]: ["3fb306e5-aab3-4ca2-8074-f4ef7d0963b4", "00PG", "2019-09-30T00:00:00Z"],
};
