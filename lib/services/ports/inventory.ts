import type { Area } from "#lib/domain/inventory/area.ts";
import type { Disk, Snapshot, SubscriptionState } from "#lib/domain/inventory/inventory.ts";
import type { CallContext } from "./call-context.ts";

export interface SubscriptionInfo {
  subscriptionId: string;
  displayName: string;
  state: SubscriptionState;
  message?: string;
  /** What Azure says of it where that is not Enabled: Warned, PastDue, Disabled, Deleted … */
  azureState?: string;
  /** ISO time before which it is asked only where a person wants it. */
  throttledUntil?: string;
  /** What is odd about single records of it, each with its id. */
  notices?: string[];
  /** Regions it may use, in Azure's short form; absent when they could not be read. */
  locations?: string[];
}

export interface ResourceGroupInfo {
  subscriptionId: string;
  name: string;
  region: string;
  /** Absent: none. */
  tags?: Record<string, string>;
}

export interface Inventory {
  subscriptions: SubscriptionInfo[];
  resourceGroups: ResourceGroupInfo[];
  disks: Disk[];
  snapshots: Snapshot[];
  /** What was read to its end: what is missing there is not there, or not for this principal. Not so of a partial one. */
  areas: Area[];
  /** What failed in a way that may pass: nothing follows from its being empty here. */
  unread: Area[];
  /** ISO time at which the reading began. */
  readAt: string;
}

export interface ReadingOptions {
  /** Throttled ones, as they were told: they are not asked, and what is known of them stays. */
  resting?: readonly SubscriptionInfo[];
  /** A person wants it now, whatever Azure asked to wait for. */
  isInsisted?: boolean;
}

export interface AzureInventory {
  /** All subscriptions the principal sees, in parallel; one that fails is reported in `subscriptions`, never thrown. */
  read(context: CallContext, options?: ReadingOptions): Promise<Inventory>;
  getSnapshot(id: string, context: CallContext): Promise<Snapshot | undefined>;
  getDisk(id: string, context: CallContext): Promise<Disk | undefined>;
}

export interface AzureReach {
  /** One cheap call with the principal's rights. Rejects when Azure does not answer it. */
  reach(context: CallContext): Promise<void>;
}
