import type { ManagedResource } from "./managed-resource.ts";

export type SnapshotSku = "Standard_LRS" | "Standard_ZRS" | "Premium_LRS";

/** Stored (billed) bytes from a moment on; the meter integrates these hour by hour. */
export interface StoredChange {
  atMs: number;
  bytes: number;
}

export interface Snapshot extends ManagedResource {
  sku: SnapshotSku;
  incremental: boolean;
  incrementalSnapshotFamilyId?: string;
  diskState: "Unattached" | "ActiveSAS";
  /** Absent: the property is not shown (ordinary same-region snapshot). */
  completionPercent?: number;
  copyCompletionError?: { errorCode: string; errorMessage: string };
  snapshotAccessState?: "Unknown" | "Pending" | "Available" | "InstantAccess" | "AvailableWithInstantAccess";
  /** The window in which disks are restored from it fast. */
  instantAccess?: { untilMs: number };
  immutability?: { type: "Unlocked" | "Locked"; durationDays: number; startedAtMs: number; expiresAtMs: number };
  /** A background copy: percent is derived from the clock. Held copies stay at holdAtPercent. It stays when ended: the meter bills it. */
  copy?: {
    startedAtMs: number;
    durationMs: number;
    totalBytes: number;
    holdAtPercent?: number;
    /** Where failWith comes true. */
    failAtPercent?: number;
    failWith?: { errorCode: string; errorMessage: string };
    endedAtMs?: number;
  };
  /** What it stores itself: written ranges against the previous one of its family, or all of its data when it is the oldest or full. */
  storedHistory: StoredChange[];
  /** CopyStart: the family of its source, so that later copies of that chain join this one's family. */
  copiedFromFamilyId?: string;
}

export function isCopying(snapshot: Snapshot): boolean {
  return snapshot.copy !== undefined && snapshot.copy.endedAtMs === undefined;
}
