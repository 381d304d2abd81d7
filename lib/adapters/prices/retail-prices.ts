// Snapshot storage prices from the public Retail Prices API (no sign-in). Prices differ by region and change,
// so each carries its meter, its effective date and when we fetched it; a copy is kept for a day, and an older
// one serves while the API does not answer. Filter and meters: see "Azure Retail Prices REST API overview".
import { toAzureError } from "#lib/adapters/azure/azure-error.ts";
import { toDecimalText } from "#lib/adapters/azure/exact-json.ts";
import { notInTime } from "#lib/adapters/azure/page-bytes.ts";
import { SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { createRetailItems, inForce, type RetailItem, type RetailItems, retailFilter } from "./retail-items.ts";

const FRESH_MS = 24 * 3_600_000;
/** Keeps the URL well under what gateways take. */
const REGIONS_PER_QUERY = 10;
/** What is fetched for all has no caller whose patience would end it. */
const LONGEST_READING_MS = 5 * 60_000;

/** A meter is told by product and SKU, never by its name: "LRS Snapshots" is three different meters. */
const METERS: { productName: string; skuName: string; sku: SnapshotPrice["sku"] }[] = [
  { productName: "Standard HDD Managed Disks", skuName: "Snapshots LRS", sku: "Standard_LRS" },
  { productName: "Standard HDD Managed Disks", skuName: "Snapshots ZRS", sku: "Standard_ZRS" },
  { productName: "Premium SSD Managed Disks", skuName: "Snapshots LRS", sku: "Premium_LRS" },
];

export interface RetailPricesDeps {
  /** …/api/retail/prices */
  url: string;
  clock: Clock;
}

interface Cached {
  prices: SnapshotPrice[];
  fetchedAtMs: number;
}

export function createRetailPrices(deps: RetailPricesDeps): PriceList {
  return new RetailPrices(deps);
}

class RetailPrices implements PriceList {
  private readonly deps: RetailPricesDeps;
  private readonly cache = new Map<string, Cached>();
  private readonly fetching = new SharedWork<void>();
  private readonly items: RetailItems;

  constructor(deps: RetailPricesDeps) {
    this.deps = deps;
    this.items = createRetailItems(deps.url);
  }

  async read(regions: string[], context: CallContext): Promise<SnapshotPrice[]> {
    const wanted = [...new Set(regions.map((region) => region.toLowerCase()))];
    const stale = wanted.filter((region) => !this.isFresh(region));
    for (let i = 0; i < stale.length; i += REGIONS_PER_QUERY) await this.refresh(stale.slice(i, i + REGIONS_PER_QUERY), context);
    return wanted.flatMap((region) => this.cache.get(region)?.prices ?? []);
  }

  private isFresh(region: string): boolean {
    const cached = this.cache.get(region);
    return cached !== undefined && this.deps.clock.nowMs() - cached.fetchedAtMs < FRESH_MS;
  }

  private async refresh(regions: string[], { requestId, signal }: CallContext): Promise<void> {
    try {
      await this.fetching.run(regions.join(","), () => this.fetch(regions, requestId), signal);
    } catch (error) {
      if (signal?.aborted || !regions.every((region) => this.cache.has(region))) throw error;
    }
  }

  private async fetch(regions: string[], requestId: string): Promise<void> {
    const fetchedAtMs = this.deps.clock.nowMs();
    const fetchedAt = new Date(fetchedAtMs).toISOString();
    const late = AbortSignal.timeout(LONGEST_READING_MS);
    const items = await this.items(filterFor(regions), requestId, late).catch((error: unknown) => {
      if (late.aborted) throw notInTime(LONGEST_READING_MS);
      throw toAzureError(error, "read the public price list");
    });
    for (const region of regions) {
      const ofRegion = items.filter((item) => item.armRegionName.toLowerCase() === region);
      this.cache.set(region, { prices: METERS.flatMap((meter) => toPrice(meter, ofRegion, fetchedAt)), fetchedAtMs });
    }
  }
}

function filterFor(regions: string[]): string {
  return retailFilter({
    armRegionName: regions,
    productName: METERS.map((meter) => meter.productName),
    skuName: METERS.map((meter) => meter.skuName),
  });
}

function toPrice(meter: (typeof METERS)[number], items: RetailItem[], fetchedAt: string): SnapshotPrice[] {
  const isOfMeter = (item: RetailItem) => item.productName === meter.productName && item.skuName === meter.skuName;
  const row = inForce(items, (item) => isOfMeter(item) && item.unitOfMeasure === "1 GB/Month", fetchedAt);
  if (!row) return [];
  return [
    {
      region: row.armRegionName.toLowerCase(),
      sku: meter.sku,
      meterId: row.meterId,
      meterName: row.meterName,
      productName: row.productName,
      usdPerGibMonth: toDecimalText(row.retailPrice),
      effectiveDate: row.effectiveStartDate,
      source: "retail",
      fetchedAt,
    },
  ];
}
