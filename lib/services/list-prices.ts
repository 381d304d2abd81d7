import type { z } from "zod";
import type { priceList } from "#lib/contract/costs.ts";
import { readPricesFor } from "./estate-prices.ts";
import type { InventoryView } from "./inventory-view.ts";
import type { CallContext, PriceList } from "./ports.ts";

export type PriceListAnswer = z.infer<typeof priceList>;

/** Of the regions that have snapshots. */
export async function listPrices(deps: { view: InventoryView; prices: PriceList }, context: CallContext): Promise<PriceListAnswer> {
  const estate = await deps.view.current(context);
  const { all } = await readPricesFor(deps.prices, estate.inventory.snapshots, context);
  return { items: all, asOf: estate.asOf };
}
