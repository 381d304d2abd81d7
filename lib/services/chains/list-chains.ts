import type { ChainList, ChainQuery, ChainRow } from "#lib/contract/chains.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export async function listChains({ view, estate }: EstateDeps, query: ChainQuery, context: CallContext): Promise<ChainList> {
  const seen = await view.current(context);
  return { ...(await estate.chains.page(context, query)), ...seen };
}

export async function chainsCsv({ view, estate }: EstateDeps, query: ChainQuery, context: CallContext): Promise<string> {
  await view.current(context);
  return toCsv(COLUMNS, await estate.chains.rows(context, query));
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
  { header: "copies", value: (row) => row.lanes.map((lane) => `${lane.region}:${lane.copied}/${row.snapshotCount}`).join(" ") },
  { header: "copyOfChainId", value: (row) => row.copyOfChainId },
  { header: "breaks", value: (row) => row.breaks.length },
  { header: "sourceDiskId", value: (row) => row.sourceDiskId },
];
