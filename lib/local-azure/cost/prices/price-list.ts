// Retail prices of what Local Azure meters, and of the meters that are easily taken for them.
//
// Prices are US dollars as captured from Azure's public price list on the date beside each region. Names are
// Azure's own, odd ones included: "LRS Snapshots" belongs to three products, "Snapshots LRS Snapshots" is no
// typing error, and Sweden's premium ZRS price was captured like that. So nobody can find a price by meter name.
// The three meter and product ids with a date of their own come from recorded replies; all others are made
// from a hash of what they name, so they are stable but are not Azure's.

import { createHash } from "node:crypto";
import type { SnapshotSku } from "../../model/records/snapshot.ts";
import { microsFromDecimal } from "../meter/meter-quantity.ts";
import type { MeterKind } from "./meter-kind.ts";
import type { Product, Region } from "./price-table.ts";
import { productIds, products, recordedMeters, regions, restorePointMeter } from "./price-table.ts";

export interface RetailPrice {
  meterId: string;
  meterName: string;
  productId: string;
  productName: string;
  skuId: string;
  skuName: string;
  serviceId: string;
  serviceName: string;
  armRegionName: string;
  /** The price list's spelling of the region. */
  location: string;
  effectiveStartDate: string;
  unitOfMeasure: string;
  usd: string;
  /** usd × 10^6, exact. */
  usdMicros: bigint;
  /** Absent: sold by Azure, metered by nothing here. */
  kind?: MeterKind;
}

export const retailPrices: readonly RetailPrice[] = buildPriceList();

const billed = [...retailPrices, ...buildUnlisted()].filter((price) => price.kind !== undefined);
const byKindAndRegion = new Map(billed.map((price) => [`${price.kind}|${price.armRegionName}`, price]));

/**
 * A region without captured prices is billed at East US prices, and on East US meters; where East US has none
 * (instant access), at those of North Europe.
 */
export function meterFor(kind: MeterKind, region: string): RetailPrice {
  const found = [region.toLowerCase(), "eastus", "northeurope"].map((name) => byKindAndRegion.get(`${kind}|${name}`)).find(Boolean);
  if (found === undefined) throw new Error(`no meter ${kind}`);
  return found;
}

export function snapshotMeterKind(sku: SnapshotSku): MeterKind {
  if (sku === "Premium_LRS") return "snapshotPremiumLrs";
  return sku === "Standard_ZRS" ? "snapshotStandardZrs" : "snapshotStandardLrs";
}

/** "EU West" for westeurope; a region the list does not know keeps its own name. */
export function billingLocation(region: string): string {
  return regions.find((r) => r.name === region.toLowerCase())?.location ?? region;
}

function buildPriceList(): RetailPrice[] {
  return regions.flatMap((region) =>
    products.flatMap((row, i) => {
      const usd = region.usd[i];
      return usd === null || usd === undefined ? [] : [toRetailPrice(region, row, usd)];
    }),
  );
}

/** On bills, not on the price list: restore points, at the price of an incremental snapshot. */
function buildUnlisted(): RetailPrice[] {
  const incremental = products.findIndex((row) => row.kind === "snapshotStandardZrs");
  return regions.flatMap((region) => {
    const usd = region.usd[incremental];
    return usd === null || usd === undefined ? [] : [toRetailPrice(region, restorePointMeter, usd)];
  });
}

function toRetailPrice(region: Region, row: Product, usd: string): RetailPrice {
  const bandwidth = row.kind === "interRegion";
  const productName = bandwidth ? `Bandwidth Inter-Region - ${region.continent}` : row.productName;
  const key = `${region.name}|${row.productName}|${row.meterName}`;
  const recorded = recordedMeters[key];
  const productId = productIds[row.productName] ?? `DZH${digest(productName).slice(0, 9).toUpperCase()}`;
  return {
    meterId: recorded?.[0] ?? madeUpGuid(key),
    meterName: row.meterName,
    productId,
    productName,
    skuId: `${productId}/${recorded?.[1] ?? digest(key).slice(0, 4).toUpperCase()}`,
    skuName: row.skuName,
    serviceId: bandwidth ? `DZH${digest("Bandwidth").slice(0, 9).toUpperCase()}` : "DZH317F1HKN0",
    serviceName: bandwidth ? "Bandwidth" : "Storage",
    armRegionName: region.name,
    location: region.location,
    effectiveStartDate: recorded?.[2] ?? `${region.capturedOn}T00:00:00Z`,
    unitOfMeasure: row.unitOfMeasure,
    usd,
    usdMicros: microsFromDecimal(usd),
    kind: row.kind,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function madeUpGuid(text: string): string {
  const hex = digest(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
