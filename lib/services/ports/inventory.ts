import type { Disk, Snapshot, SubscriptionState } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "./call-context.ts";

export interface SubscriptionInfo {
  subscriptionId: string;
  displayName: string;
  state: SubscriptionState;
  message?: string;
  /** Regions it may use, in Azure's short form; absent when they could not be read. */
  locations?: string[];
  /** Which lists failed, in a way that may pass: they are empty here, and nothing follows from that. */
  unread?: InventoryList[];
}

export type InventoryList = "resourceGroups" | "disks" | "snapshots";

export interface ResourceGroupInfo {
  subscriptionId: string;
  name: string;
  region: string;
}

export interface Inventory {
  subscriptions: SubscriptionInfo[];
  resourceGroups: ResourceGroupInfo[];
  disks: Disk[];
  snapshots: Snapshot[];
  /** ISO time of the reading. */
  readAt: string;
}

export interface AzureInventory {
  /** All subscriptions in parallel; one that fails is reported in `subscriptions`, never thrown. */
  read(context: CallContext): Promise<Inventory>;
  getSnapshot(id: string, context: CallContext): Promise<Snapshot | undefined>;
  getDisk(id: string, context: CallContext): Promise<Disk | undefined>;
}

/** The last known inventory, so that a page opens at once and a dead Azure still shows what was known. */
export interface InventoryStore {
  load(): Promise<Inventory | undefined>;
  save(inventory: Inventory): Promise<void>;
}
