import type { z } from "zod";
import type { priceList } from "#lib/contract/costs.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { readPricesFor } from "./estate-prices.ts";

export type PriceListAnswer = z.infer<typeof priceList>;

/** Of the regions that have snapshots. */
export async function listPrices(deps: EstateDeps & { prices: PriceList }, context: CallContext): Promise<PriceListAnswer> {
  const { asOf } = await deps.view.current(context);
  const { all } = await readPricesFor(deps.prices, await deps.estate.places.regionsOfSnapshots(context), context);
  return { items: all, asOf };
}
