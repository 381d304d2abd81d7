import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CopySku } from "#lib/domain/inventory/snapshot-sku.ts";
import type { CallContext } from "./call-context.ts";

export interface StartCopy {
  sourceId: string;
  targetSubscriptionId: string;
  targetResourceGroup: string;
  targetName: string;
  targetRegion: string;
  sku: CopySku;
  tags: Record<string, string>;
}

export interface RestoreDisk {
  sourceId: string;
  subscriptionId: string;
  resourceGroup: string;
  diskName: string;
  region: string;
  sku: string;
  sizeGib: number;
  zone?: string;
  tags: Record<string, string>;
}

export interface AzureWriter {
  /** Idempotent: the same name with the same source is the same copy; with another source a conflict. Returns when Azure accepted it, not when the data is there. */
  startCopy(request: StartCopy, context: CallContext): Promise<Snapshot>;
  restoreDisk(request: RestoreDisk, context: CallContext): Promise<Disk>;
}
