// Prices of managed disks from the public price list, one meter and region at a time as plans ask for them; kept for a day.
import { toAzureError } from "#lib/adapters/azure/azure-error.ts";
import { toDecimalText } from "#lib/adapters/azure/exact-json.ts";
import { orAborted } from "#lib/domain/concurrency/shared-work.ts";
import type { DiskMeter, DiskPrice } from "#lib/domain/costs/disk-price.ts";
import type { Clock } from "#lib/services/ports/clock.ts";
import type { DiskPriceList } from "#lib/services/ports/prices.ts";
import { createRetailItems, inForce, retailFilter } from "./retail-items.ts";

const FRESH_MS = 24 * 3_600_000;
const LONGEST_READING_MS = 60_000;

/** url: …/api/retail/prices */
export function createDiskPrices({ url, clock }: { url: string; clock: Clock }): DiskPriceList {
  const readItems = createRetailItems(url);
  const kept = new Map<string, { price: Promise<DiskPrice | undefined>; untilMs: number }>();
  const fetchPrice = async (meter: DiskMeter, region: string, requestId: string): Promise<DiskPrice | undefined> => {
    const { productName, skuName, meterName, unitOfMeasure } = meter;
    const filter = retailFilter({ armRegionName: [region], productName: [productName], skuName: [skuName] });
    const items = await readItems(filter, requestId, AbortSignal.timeout(LONGEST_READING_MS));
    const isOfMeter = (item: (typeof items)[number]) =>
      item.armRegionName.toLowerCase() === region &&
      item.productName === productName &&
      item.skuName === skuName &&
      item.meterName === meterName &&
      item.unitOfMeasure === unitOfMeasure;
    const row = inForce(items, isOfMeter, new Date(clock.nowMs()).toISOString());
    return row && { meter, meterId: row.meterId, usd: toDecimalText(row.retailPrice), effectiveDate: row.effectiveStartDate };
  };
  return {
    read(meter, region, context) {
      const key = `${region.toLowerCase()}|${meter.productName}|${meter.meterName}`;
      const known = kept.get(key);
      if (known && clock.nowMs() < known.untilMs) return orAborted(known.price, context.signal);
      const price = fetchPrice(meter, region.toLowerCase(), context.requestId).catch((error: unknown) => {
        kept.delete(key);
        throw toAzureError(error, "read the public price list");
      });
      kept.set(key, { price, untilMs: clock.nowMs() + FRESH_MS });
      return orAborted(price, context.signal);
    },
  };
}
