// The table of snapshots over all subscriptions: filter, sort, page, CSV.
import type { SnapshotList, SnapshotQuery, SnapshotRow } from "#lib/contract/inventory.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { resourceKey } from "#lib/domain/inventory/inventory.ts";
import { compareTimes } from "#lib/domain/iso-time.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { Estate } from "./estate.ts";
import type { InventoryView } from "./inventory-view.ts";
import { isAmong, matchesText, toListPage } from "./list-page.ts";

export async function listSnapshots(deps: { view: InventoryView }, query: SnapshotQuery, context: CallContext): Promise<SnapshotList> {
  const estate = await deps.view.current(context);
  return toListPage(estate, select(estate, query), estate.snapshotRows().length, query, (row) => row.id);
}

/** Exactly what the filter shows, on all pages, with raw bytes and times. */
export async function snapshotsCsv(deps: { view: InventoryView }, query: SnapshotQuery, context: CallContext): Promise<string> {
  return toCsv(COLUMNS, select(await deps.view.current(context), query));
}

interface Entry {
  row: SnapshotRow;
  haystack: string;
}

function select(estate: Estate, query: SnapshotQuery): SnapshotRow[] {
  const sorted = estate.memo(`snapshots by ${query.sort}`, () => sortEntries(estate, query.sort));
  const wanted = createFilter(query);
  const found = sorted.filter(wanted).map((entry) => entry.row);
  return query.order === "desc" ? found.reverse() : found;
}

function createFilter(query: SnapshotQuery): (entry: Entry) => boolean {
  const tags = query.tag?.map(tagTest) ?? [];
  const disk = query.disk?.toLowerCase();
  const id = query.id?.toLowerCase();
  return ({ row, haystack }) =>
    (id === undefined || resourceKey(row.id) === id) &&
    (query.chain === undefined || row.chainId === query.chain) &&
    (disk === undefined || row.sourceDiskId?.toLowerCase() === disk || row.sourceDiskName.toLowerCase() === disk) &&
    isAmong(row.subscriptionId, query.subscription) &&
    isAmong(row.region, query.region) &&
    isAmong(row.kind, query.kind) &&
    isAmong(row.redundancy, query.redundancy) &&
    isAmong(row.state, query.state) &&
    tags.every((test) => test(row.tags)) &&
    matchesText(haystack, query.q);
}

/** "name=value", "name" (has it) or "!name" (lacks it); names without regard to case, as Azure has them. */
function tagTest(text: string): (tags: Record<string, string>) => boolean {
  const isNegated = text.startsWith("!");
  const [name = "", ...rest] = (isNegated ? text.slice(1) : text).split("=");
  const value = rest.length > 0 ? rest.join("=") : undefined;
  return (tags) => {
    const found = Object.entries(tags).some(
      ([key, held]) => key.toLowerCase() === name.toLowerCase() && (value === undefined || held === value),
    );
    return found !== isNegated;
  };
}

function sortEntries(estate: Estate, sort: SnapshotQuery["sort"]): Entry[] {
  const compare = COMPARE[sort];
  return estate
    .memo("snapshot entries", () => estate.snapshotRows().map((row): Entry => ({ row, haystack: haystackOf(row) })))
    .toSorted((a, b) => compare(a.row, b.row) || compareTimes(a.row.createdAt, b.row.createdAt) || byText(a.row.id, b.row.id));
}

function haystackOf(row: SnapshotRow): string {
  const tags = Object.entries(row.tags).map(([name, value]) => `${name}=${value}`);
  return [row.name, row.sourceDiskName, row.resourceGroup, row.subscriptionName, row.region, ...tags].join("\n").toLowerCase();
}

type Compare = (a: SnapshotRow, b: SnapshotRow) => number;

const COMPARE: Record<SnapshotQuery["sort"], Compare> = {
  name: (a, b) => byText(a.name, b.name),
  disk: (a, b) => byText(a.sourceDiskName, b.sourceDiskName),
  region: (a, b) => byText(a.region, b.region),
  kind: (a, b) => byText(a.kind, b.kind),
  redundancy: (a, b) => byText(a.redundancy, b.redundancy),
  provisioned: (a, b) => a.provisionedBytes - b.provisionedBytes,
  delta: (a, b) => deltaRank(a) - deltaRank(b) || deltaBytes(a) - deltaBytes(b),
  created: (a, b) => compareTimes(a.createdAt, b.createdAt),
  state: (a, b) => byText(a.state, b.state),
  subscription: (a, b) => byText(a.subscriptionName, b.subscriptionName),
};

/** Unknown sorts below zero, never among the measured. */
/** The oldest of a chain has no previous one to differ from: what it stores is all data, no change, so changes come first. */
function deltaRank(row: SnapshotRow): number {
  if (row.delta.state !== "measured") return 0;
  return row.delta.basis === "diff" ? 2 : 1;
}

function deltaBytes(row: SnapshotRow): number {
  return row.delta.state === "measured" ? row.delta.bytes : -1;
}

function byText(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  return left === right ? 0 : left < right ? -1 : 1;
}

const measured = (row: SnapshotRow) => (row.delta.state === "measured" ? row.delta : undefined);

const COLUMNS: CsvColumn<SnapshotRow>[] = [
  { header: "name", value: (row) => row.name },
  { header: "disk", value: (row) => row.sourceDiskName },
  { header: "subscription", value: (row) => row.subscriptionName },
  { header: "subscriptionId", value: (row) => row.subscriptionId },
  { header: "resourceGroup", value: (row) => row.resourceGroup },
  { header: "region", value: (row) => row.region },
  { header: "kind", value: (row) => row.kind },
  { header: "sku", value: (row) => row.sku },
  { header: "redundancy", value: (row) => row.redundancy },
  { header: "provisionedBytes", value: (row) => row.provisionedBytes },
  { header: "deltaState", value: (row) => row.delta.state },
  { header: "deltaBasis", value: (row) => measured(row)?.basis },
  { header: "deltaBytes", value: (row) => measured(row)?.bytes },
  { header: "clearedBytes", value: (row) => measured(row)?.clearedBytes },
  { header: "deltaRanges", value: (row) => measured(row)?.ranges },
  { header: "measuredAt", value: (row) => measured(row)?.measuredAt },
  { header: "createdAt", value: (row) => row.createdAt },
  { header: "state", value: (row) => row.state },
  { header: "completionPercent", value: (row) => row.completionPercent },
  { header: "copyError", value: (row) => (row.copyError ? `${row.copyError.code}: ${row.copyError.message}` : undefined) },
  { header: "hasActiveSas", value: (row) => row.hasActiveSas },
  { header: "networkAccessPolicy", value: (row) => row.networkAccessPolicy },
  { header: "tags", value: (row) => JSON.stringify(row.tags) },
  { header: "origin", value: (row) => row.origin },
  { header: "sourceDiskId", value: (row) => row.sourceDiskId },
  { header: "sourceSnapshotId", value: (row) => row.sourceSnapshotId },
  { header: "chainId", value: (row) => row.chainId },
  { header: "positionInChain", value: (row) => row.positionInChain },
  { header: "chainLength", value: (row) => row.chainLength },
  { header: "logicalSectorSize", value: (row) => row.logicalSectorSize },
  { header: "encryption", value: (row) => row.encryption },
  { header: "uniqueId", value: (row) => row.uniqueId },
  { header: "id", value: (row) => row.id },
];
