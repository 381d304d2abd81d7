import type { DiskMeter, DiskPrice } from "#lib/domain/costs/disk-price.ts";
import type { SnapshotPrice } from "#lib/domain/costs/snapshot-price.ts";
import type { CallContext } from "./call-context.ts";

export interface PriceList {
  /** Snapshot storage prices of these regions; cached with their date. */
  read(regions: string[], context: CallContext): Promise<SnapshotPrice[]>;
}

export interface DiskPriceList {
  /** Undefined where the list has none for that meter in that region. */
  read(meter: DiskMeter, region: string, context: CallContext): Promise<DiskPrice | undefined>;
}
