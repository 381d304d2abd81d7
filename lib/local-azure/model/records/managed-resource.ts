// What a disk and a snapshot have alike. Times are ticks as strings where Azure shows seven digits
// ("2026-11-05T20:58:06.9075559Z"), else epoch milliseconds.

import type { ImageId } from "../../pages/page-store.ts";

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

export interface ManagedResource {
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
