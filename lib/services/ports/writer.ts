import type { Disk, Snapshot } from "#lib/domain/inventory/inventory.ts";
import type { CopyOrder, ImportOrder, ResourceOrder, SnapshotOrder } from "#lib/domain/operations/resource-order.ts";
import type { CallContext } from "./call-context.ts";

/** The one that was confirmed, and no other one of its name. */
export interface ConfirmedSnapshot {
  id: string;
  uniqueId: string;
}

/** Throws where what is there is not to be deleted though it is the one. Asked right before each sending of the delete, of which there may be several. */
export type AssertMayGo = (found: Snapshot) => void | Promise<void>;

export interface AzureWriter {
  /**
   * All may be asked for again: what the same order made before is what they give, also when Azure's answer to that was
   * lost. Anything else under the name is a conflict (assertAsOrdered) and stays as it is. They return when Azure accepted
   * the order, not when the data is there.
   */
  startCopy(order: CopyOrder, context: CallContext): Promise<Snapshot>;
  restoreDisk(order: ResourceOrder, context: CallContext): Promise<Disk>;
  /** The blob has to stay as it is until the disk is ready. */
  importDisk(order: ImportOrder, context: CallContext): Promise<Disk>;
  takeSnapshot(order: SnapshotOrder, context: CallContext): Promise<Snapshot>;
  /**
   * Done too where it is gone already. Another snapshot of the name is a conflict (details.rule "recreated") and stays as it is;
   * what keeps Azure from deleting is not-possible, with details.rule "locked", "active-sas" or "immutable" where it is one of these.
   * assertMayGo is asked at each look before the order is sent, with what is there: what it throws, nothing is deleted for.
   */
  deleteSnapshot(confirmed: ConfirmedSnapshot, context: CallContext, assertMayGo?: AssertMayGo): Promise<void>;
  /**
   * Of what the operation itself made by this order, and of nothing else: anything else under the name is a conflict and stays, and
   * so does one that is attached to a machine (details.rule "attached"). Done too where it is gone already.
   */
  deleteDisk(order: ResourceOrder, context: CallContext): Promise<void>;
}
