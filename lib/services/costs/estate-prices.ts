import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Price, PriceList } from "#lib/services/ports/prices.ts";

export interface PricesFor {
  all: Price[];
  of(snapshot: { region: string; sku: string }): Price | undefined;
}

/** Prices of the regions that snapshots are in. Incremental ones are on Standard HDD whatever the disk's type. */
export async function readPricesFor(prices: PriceList, regions: readonly string[], context: CallContext): Promise<PricesFor> {
  const all = await prices.read([...new Set(regions)].toSorted(), context);
  const byKey = new Map(all.map((price) => [`${price.region}|${price.sku}`, price]));
  return { all, of: ({ region, sku }) => byKey.get(`${region}|${sku}`) };
}
