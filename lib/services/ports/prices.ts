import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import type { CallContext } from "./call-context.ts";

export interface PriceList {
  /** Snapshot storage prices of these regions; cached with their date. */
  read(regions: string[], context: CallContext): Promise<SnapshotPrice[]>;
}
