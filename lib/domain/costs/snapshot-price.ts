// What a GiB of snapshot storage costs in a region for a month, and where that is known from.

import type { SnapshotSku } from "#lib/domain/inventory/snapshot-sku.ts";

/** retail: the public price list; a negotiated price of a bill would win. */
export const PRICE_SOURCES = ["retail"] as const;

export interface SnapshotPrice {
  region: string;
  sku: SnapshotSku;
  meterId: string;
  meterName: string;
  productName: string;
  /** Decimal string. */
  usdPerGibMonth: string;
  effectiveDate: string;
  source: (typeof PRICE_SOURCES)[number];
  fetchedAt: string;
}
