import type { z } from "zod";
import type { priceList } from "#lib/contract/costs.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { readPricesFor } from "./estate-prices.ts";

export type PriceListAnswer = z.infer<typeof priceList>;

/** Of the regions that have snapshots. */
export async function listPrices(deps: { view: InventoryView; prices: PriceList }, context: CallContext): Promise<PriceListAnswer> {
  const estate = await deps.view.current(context);
  const { all } = await readPricesFor(deps.prices, estate.inventory.snapshots, context);
  return { items: all, asOf: estate.asOf };
}
