import type { ChainList, ChainQuery, ChainRow } from "#lib/contract/chains.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import type { Estate } from "#lib/services/inventory/estate.ts";
import type { InventoryView } from "#lib/services/inventory/inventory-view.ts";
import { isAmong, matchesText, toListPage } from "#lib/services/inventory/list-page.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export async function listChains(deps: { view: InventoryView }, query: ChainQuery, context: CallContext): Promise<ChainList> {
  const estate = await deps.view.current(context);
  return toListPage(estate, select(estate, query), estate.chainRows().length, query, (row) => row.id);
}

export async function chainsCsv(deps: { view: InventoryView }, query: ChainQuery, context: CallContext): Promise<string> {
  return toCsv(COLUMNS, select(await deps.view.current(context), query));
}

function select(estate: Estate, query: ChainQuery): ChainRow[] {
  const compare = COMPARE[query.sort];
  const direction = query.order === "desc" ? -1 : 1;
  return estate
    .chainRows()
    .filter(
      (row) =>
        isAmong(row.subscriptionId, query.subscription) &&
        isAmong(row.region, query.region) &&
        isAmong(row.sourceState, query.sourceState) &&
        isAmong(row.kind, query.kind) &&
        matchesText([row.sourceDiskName, row.resourceGroup, row.subscriptionName, row.region].join("\n").toLowerCase(), query.q),
    )
    .toSorted((a, b) => direction * compare(a, b) || (a.id < b.id ? -1 : 1));
}

const COMPARE: Record<ChainQuery["sort"], (a: ChainRow, b: ChainRow) => number> = {
  disk: (a, b) => a.sourceDiskName.toLowerCase().localeCompare(b.sourceDiskName.toLowerCase(), "en"),
  stored: (a, b) => a.storedBytes - b.storedBytes,
  snapshots: (a, b) => a.snapshotCount - b.snapshotCount,
  last: (a, b) => compareTimes(a.lastAt, b.lastAt),
};

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
