// What Local Azure remembers. Shapes only: the rules are in the files beside this one.
// Times are ticks as strings where Azure shows seven digits ("2026-11-05T20:58:06.9075559Z"), else epoch milliseconds.

import type { ImageId } from "../pages/page-store.ts";

export interface Subscription {
  subscriptionId: string;
  displayName: string;
  tenantId: string;
}

export interface ResourceGroup {
  subscriptionId: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  /** Its deletion was asked for then, and goes on until nothing holds it up. */
  deletingSinceMs?: number;
  /** Why a deletion (by its start) was given up. */
  deletionFailure?: { sinceMs: number; message: string };
  deletedAtMs?: number;
}

/** Keeps what is at or below a scope from being deleted, or from being changed at all. */
export interface Lock {
  /** "/subscriptions/…", as first written; compare lower-cased. */
  scope: string;
  name: string;
  level: "CanNotDelete" | "ReadOnly";
  notes?: string;
  /** It goes on to hold for a moment after its removal. */
  deletedAtMs?: number;
}

export interface RoleAssignment {
  scope: string;
  /** A guid. */
  name: string;
  /** The guid of a built-in role. */
  roleId: string;
  /** Object id of a sign-in. */
  principalId: string;
  principalType: string;
  createdOn: string;
  deletedAtMs?: number;
}

export type DiskSku =
  | "Standard_LRS"
  | "StandardSSD_LRS"
  | "StandardSSD_ZRS"
  | "Premium_LRS"
  | "Premium_ZRS"
  | "PremiumV2_LRS"
  | "UltraSSD_LRS";

export type SnapshotSku = "Standard_LRS" | "Standard_ZRS" | "Premium_LRS";

export type ProvisioningState = "Creating" | "Updating" | "Succeeded" | "Failed" | "Deleting";

export interface Encryption {
  type: "EncryptionAtRestWithPlatformKey" | "EncryptionAtRestWithCustomerKey" | "EncryptionAtRestWithPlatformAndCustomerKeys";
  diskEncryptionSetId?: string;
}

/** Of the marketplace image a disk was first made from. */
export interface PurchasePlan {
  name: string;
  publisher: string;
  product: string;
  promotionCode?: string;
}

/** Azure Disk Encryption, which is done in the machine: where its keys are is only remembered. */
export interface EncryptionSettingsCollection {
  enabled: boolean;
  encryptionSettings?: {
    diskEncryptionKey?: { sourceVault: { id: string }; secretUrl: string };
    keyEncryptionKey?: { sourceVault: { id: string }; keyUrl: string };
  }[];
  encryptionSettingsVersion?: string;
}

export interface CreationData {
  createOption: "Empty" | "Copy" | "CopyStart" | "Import" | "Upload" | "Restore" | "FromImage";
  sourceResourceId?: string;
  sourceUniqueId?: string;
  sourceUri?: string;
  storageAccountId?: string;
  uploadSizeBytes?: number;
  logicalSectorSize?: 512 | 4096;
  provisionedBandwidthCopySpeed?: "None" | "Enhanced";
  instantAccessDurationMinutes?: number;
}

interface ManagedResource {
  /** The id as first written; compare lower-cased. */
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  tags?: Record<string, string>;
  uniqueId: string;
  creationData: CreationData;
  diskSizeBytes: number;
  osType?: "Windows" | "Linux";
  hyperVGeneration?: "V1" | "V2";
  encryption: Encryption;
  networkAccessPolicy: "AllowAll" | "AllowPrivate" | "DenyAll";
  publicNetworkAccess: "Enabled" | "Disabled";
  dataAccessAuthMode?: "None" | "AzureActiveDirectory";
  /** The private endpoint resource of networkAccessPolicy AllowPrivate. */
  diskAccessId?: string;
  supportsHibernation?: boolean;
  supportedCapabilities?: Record<string, unknown>;
  purchasePlan?: PurchasePlan;
  encryptionSettingsCollection?: EncryptionSettingsCollection;
  timeCreated: string;
  provisioningState: ProvisioningState;
  /** Why it is Failed. */
  failure?: { code: string; message: string };
  managedBy?: string;
  imageId: ImageId;
  /** What an operation under way shows as provisioningState until the clock passes. */
  busy?: { state: ProvisioningState; untilMs: number };
  /** Set when deleted: the record stays as a tombstone (for the meter, and for "just deleted" answers), and is seen by no list. */
  deletedAtMs?: number;
}

export interface Disk extends ManagedResource {
  sku: DiskSku;
  zones?: string[];
  diskState: "Unattached" | "Attached" | "Reserved" | "ActiveSAS" | "ReadyToUpload" | "ActiveUpload";
  diskIOPSReadWrite: number;
  diskMBpsReadWrite: number;
  tier?: string;
  maxShares?: number;
  /** Premium SSD v2 and Ultra disks made from a snapshot fill in the background: a function of the clock. */
  hydration?: { startedAtMs: number; durationMs: number; isFromInstantAccess: boolean };
}

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

/** One beginGetAccess. The stored policy behind ?si=: expiry and permission live here, not in the URL. */
export interface AccessGrant {
  /** The si value. */
  si: string;
  sig: string;
  resourceId: string;
  resourceUniqueId: string;
  access: "Read" | "Write";
  expiresAtMs: number;
  /** Path parts of the URL: /{host}/{container}/abcd */
  host: string;
  container: string;
  /** Seven digits, for incremental snapshots. */
  snapshot?: string;
  revoked: boolean;
}

export interface LongOperation {
  operationId: string;
  subscriptionId: string;
  location: string;
  startTime: string;
  /** Ready when the clock reaches it. */
  readyAtMs: number;
  status: "InProgress" | "Succeeded" | "Failed";
  /** What properties.output shows; absent for DELETE and endGetAccess. */
  result?: OperationResult;
  error?: { code: string; message: string };
}

export type OperationResult = { kind: "resource"; uniqueId: string } | { kind: "access"; si: string };
