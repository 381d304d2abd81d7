import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import type { Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";
import type { PriceList } from "#lib/services/ports/prices.ts";

export interface PricesFor {
  all: SnapshotPrice[];
  of(snapshot: Pick<Snapshot, "location" | "sku">): SnapshotPrice | undefined;
}

/** Prices of every region the snapshots are in. Incremental ones are on Standard HDD whatever the disk's type. */
export async function readPricesFor(prices: PriceList, snapshots: readonly Snapshot[], context: CallContext): Promise<PricesFor> {
  const all = await prices.read([...new Set(snapshots.map((s) => s.location))].toSorted(), context);
  const byKey = new Map(all.map((price) => [`${price.region}|${price.sku}`, price]));
  return { all, of: ({ location, sku }) => byKey.get(`${location}|${sku}`) };
}
