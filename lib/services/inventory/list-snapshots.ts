// The table of snapshots over all subscriptions: a page of it, or all as CSV.
import type { SnapshotList, SnapshotQuery, SnapshotRow } from "#lib/contract/inventory.ts";
import { type CsvColumn, toCsv } from "#lib/domain/csv.ts";
import { holdWords } from "#lib/domain/holds/hold.ts";
import { type AccessElsewhereDeps, withAccessElsewhere } from "#lib/services/chains/access-elsewhere.ts";
import { FILE_PATIENCE_MS, withSnapshotCosts } from "#lib/services/costs/monthly-cost.ts";
import { withHolds } from "#lib/services/holds/with-holds.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { HoldStore } from "#lib/services/ports/holds.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";
import { type VerifiedDeps, withVerified } from "#lib/services/verification/with-verified.ts";
import type { EstateDeps } from "./estate-reader.ts";

export interface ListSnapshotsDeps extends EstateDeps, VerifiedDeps {
  prices: PriceList;
  ledger: AccessElsewhereDeps["ledger"];
  holds: Pick<HoldStore, "on">;
}

export async function listSnapshots(deps: ListSnapshotsDeps, query: SnapshotQuery, context: CallContext): Promise<SnapshotList> {
  const { view, estate, prices } = deps;
  const seen = await view.current(context);
  const page = await estate.snapshots.page(context, query);
  const gone = query.id !== undefined && page.items.length === 0 ? await estate.snapshots.findGone(context, query.id) : undefined;
  const priced = await withSnapshotCosts(prices, await withVerified(deps, page.items), context);
  const items = await withHolds(deps.holds, await withAccessElsewhere(deps, priced, seen.asOf, context), context);
  return { ...page, items, ...(gone ? { gone } : {}), ...seen };
}

/** Exactly what the filter shows, on all pages, with raw bytes and times. */
export async function snapshotsCsv(deps: ListSnapshotsDeps, query: SnapshotQuery, context: CallContext): Promise<string> {
  const { view, estate, prices, holds } = deps;
  await view.current(context);
  const rows = await withHolds(holds, await withVerified(deps, await estate.snapshots.rows(context, query)), context);
  return toCsv(COLUMNS, await withSnapshotCosts(prices, rows, context, FILE_PATIENCE_MS));
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
  { header: "freesState", value: (row) => row.frees.state },
  { header: "freesBytes", value: (row) => (row.frees.state === "unknown" ? undefined : row.frees.bytes) },
  { header: "freesPostponed", value: (row) => row.frees.postponed },
  { header: "usdPerMonth", value: (row) => row.monthlyCost?.usd },
  { header: "createdAt", value: (row) => row.createdAt },
  { header: "state", value: (row) => row.state },
  { header: "unknownState", value: (row) => row.unknownState },
  { header: "accessState", value: (row) => row.accessState },
  { header: "completionPercent", value: (row) => row.completionPercent },
  { header: "copyError", value: (row) => (row.copyError ? `${row.copyError.code}: ${row.copyError.message}` : undefined) },
  { header: "verifiedLevel", value: (row) => row.verified?.level },
  { header: "verifiedVerdict", value: (row) => row.verified?.verdict },
  { header: "verifiedAt", value: (row) => row.verified?.at },
  { header: "hasActiveSas", value: (row) => row.hasActiveSas },
  { header: "networkAccessPolicy", value: (row) => row.networkAccessPolicy },
  { header: "holds", value: (row) => row.holds?.map(holdWords).join("; ") },
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
