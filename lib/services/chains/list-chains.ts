import type { ChainList, ChainQuery, ChainRow } from "#lib/contract/chains.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { FILE_PATIENCE_MS, withChainCosts } from "#lib/services/costs/monthly-cost.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";

export interface ListChainsDeps extends EstateDeps {
  prices: PriceList;
}

export async function listChains({ view, estate, prices }: ListChainsDeps, query: ChainQuery, context: CallContext): Promise<ChainList> {
  const seen = await view.current(context);
  const page = await estate.chains.page(context, query);
  return { ...page, items: await withChainCosts(prices, page.items, context), ...seen };
}

export async function chainsCsv({ view, estate, prices }: ListChainsDeps, query: ChainQuery, context: CallContext): Promise<string> {
  await view.current(context);
  return toCsv(COLUMNS, await withChainCosts(prices, await estate.chains.rows(context, query), context, FILE_PATIENCE_MS));
}

const COLUMNS: CsvColumn<ChainRow>[] = [
  { header: "id", value: (row) => row.id },
  { header: "kind", value: (row) => row.kind },
  { header: "disk", value: (row) => row.sourceDiskName },
  { header: "sourceState", value: (row) => row.sourceState },
  { header: "subscription", value: (row) => row.subscriptionName },
  { header: "subscriptionId", value: (row) => row.subscriptionId },
  { header: "resourceGroup", value: (row) => row.resourceGroup },
  { header: "region", value: (row) => row.region },
  { header: "snapshotCount", value: (row) => row.snapshotCount },
  { header: "firstAt", value: (row) => row.firstAt },
  { header: "lastAt", value: (row) => row.lastAt },
  { header: "provisionedBytes", value: (row) => row.provisionedBytes },
  { header: "storedBytes", value: (row) => (row.measuredCount > 0 ? row.storedBytes : undefined) },
  { header: "measuredCount", value: (row) => row.measuredCount },
  { header: "usdPerMonth", value: (row) => row.monthlyCost?.usd },
  { header: "copies", value: (row) => row.lanes.map((lane) => `${lane.region}:${lane.copied}/${row.snapshotCount}`).join(" ") },
  { header: "copyOfChainId", value: (row) => row.copyOfChainId },
  { header: "breaks", value: (row) => row.breaks.length },
  { header: "sourceDiskId", value: (row) => row.sourceDiskId },
];
