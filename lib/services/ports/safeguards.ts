import type { CallContext } from "./call-context.ts";

/** An ARM lock that holds for the resource, wherever it is set. */
export interface ResourceLock {
  name: string;
  /** Where it is set: a subscription, group or resource. */
  scope: string;
  /** CanNotDelete or ReadOnly. */
  level: string;
  notes?: string;
}

/** What in Azure may keep somebody from deleting a resource, as far as the asker may know. */
export interface Safeguard {
  locks: ResourceLock[];
  /** Why not all locks are known. */
  unknownLocks?: string;
  /** undefined: Azure did not say. */
  mayDelete?: boolean;
}

export interface Safeguards {
  /** Of these snapshots, by resourceKey. Never throws for what the asker may not ask. */
  look(snapshotIds: readonly string[], context: CallContext): Promise<Map<string, Safeguard>>;
}
