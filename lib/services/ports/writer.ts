import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { ResourceOrder, SnapshotOrder } from "#lib/domain/operations/resource-order.ts";
import type { CallContext } from "./call-context.ts";

export interface AzureWriter {
  /**
   * All may be asked for again: what the same order made before is what they give, also when Azure's answer to that was
   * lost. Anything else under the name is a conflict (assertAsOrdered) and stays as it is. They return when Azure accepted
   * the order, not when the data is there.
   */
  startCopy(order: ResourceOrder, context: CallContext): Promise<Snapshot>;
  restoreDisk(order: ResourceOrder, context: CallContext): Promise<Disk>;
  takeSnapshot(order: SnapshotOrder, context: CallContext): Promise<Snapshot>;
}
