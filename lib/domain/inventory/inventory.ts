// What Snapscope knows of Azure's disks and snapshots: Azure's own facts, no derived ones.
// Ids keep the case they were given in; Azure itself changes it between answers, so they are compared
// through resourceKey. There is no used size here because Azure has none: see stored-size.ts.

export type NetworkAccessPolicy = "AllowAll" | "AllowPrivate" | "DenyAll";

/** incremental: stores what changed since the one before. full: stands alone. */
export const SNAPSHOT_KINDS = ["incremental", "full"] as const;
export type SnapshotKind = (typeof SNAPSHOT_KINDS)[number];

/** How a subscription answered when it was read. partial: what may be read was, and that is not all. throttled: Azure asks for a wait of more than a minute. */
export const SUBSCRIPTION_STATES = ["ok", "partial", "forbidden", "failed", "throttled"] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** In place of a region or type that Azure did not name. */
export const UNKNOWN = "unknown";

export interface Encryption {
  /** EncryptionAtRestWithPlatformKey, …WithCustomerKey or …WithPlatformAndCustomerKeys. */
  type: string;
  diskEncryptionSetId?: string;
}

export interface Disk {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  sku: string;
  tags: Record<string, string>;
  /** Provisioned size, without the VHD footer; absent: unknown. */
  diskSizeBytes?: number;
  /** Where Azure gave none, its resourceKey. */
  uniqueId: string;
  /** ISO 8601, UTC, with Azure's seven fractional digits; absent: unknown. Compare with compareTimes. */
  timeCreated?: string;
  diskState: string;
  /** Absent: Azure did not say. */
  provisioningState?: string;
  zones: string[];
  osType?: "Windows" | "Linux";
  logicalSectorSize: 512 | 4096;
  /** The VM it is attached to. */
  managedBy?: string;
  encryption: Encryption;
  networkAccessPolicy: NetworkAccessPolicy;
  /** Empty, Copy, Import, FromImage, Restore, Upload. */
  createOption?: string;
  /** What it was made from: a snapshot, a disk or an image. */
  sourceResourceId?: string;
  /** uniqueId of that: tells a recreated snapshot from the first one of its name. */
  sourceUniqueId?: string;
  /** Of an imported one: the blob it was made from, without a signature. */
  sourceUri?: string;
  /** How far Azure has filled it, of Premium SSD v2 and Ultra disks; absent: Azure does not say. */
  completionPercent?: number;
}

/**
 * Pending: nothing can be done with it. InstantAccess: disks, in its window, and nothing else. Available and
 * AvailableWithInstantAccess: everything. Unknown: Azure's word for not saying.
 */
export const SNAPSHOT_ACCESS_STATES = ["Unknown", "Pending", "Available", "InstantAccess", "AvailableWithInstantAccess"] as const;
export type SnapshotAccessState = (typeof SNAPSHOT_ACCESS_STATES)[number];

export interface Immutability {
  /** Unlocked: the policy may be changed; Locked: only extended. */
  type: string;
  /** ISO 8601; absent: Azure did not say. */
  until?: string;
}

export interface Snapshot {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  /** Standard_LRS, Standard_ZRS or Premium_LRS. */
  sku: string;
  tags: Record<string, string>;
  incremental: boolean;
  /** Provisioned size: what a restored disk would have, never what is stored; absent: unknown. */
  diskSizeBytes?: number;
  /** Where Azure gave none, its resourceKey. */
  uniqueId: string;
  /** ISO 8601, UTC, with Azure's seven fractional digits; absent: unknown. Compare with compareTimes. */
  timeCreated?: string;
  /** Says nothing about the data of a copy: see completionPercent. Absent: Azure did not say. */
  provisioningState?: string;
  /** ActiveSAS while somebody holds a SAS. */
  diskState: string;
  /** incrementalSnapshotFamilyId: diffs exist only inside one family. */
  familyId?: string;
  /** Copy, CopyStart, Import … */
  createOption: string;
  /** The disk, or for CopyStart the source snapshot; either may be gone. */
  sourceResourceId?: string;
  /** uniqueId of the source: tells a recreated disk from the first one of that name. */
  sourceUniqueId?: string;
  /** Missing means 100. */
  completionPercent?: number;
  copyError?: { code: string; message: string };
  logicalSectorSize: 512 | 4096;
  osType?: "Windows" | "Linux";
  managedBy?: string;
  encryption: Encryption;
  networkAccessPolicy: NetworkAccessPolicy;
  snapshotAccessState?: SnapshotAccessState;
  /** Enabled or Disabled; absent: Enabled. */
  publicNetworkAccess?: string;
  /** Until then nobody deletes it; absent: no policy holds. */
  immutability?: Immutability;
  /** None or AzureActiveDirectory: then a SAS opens its data only together with a token of somebody who may. Absent: None. */
  dataAccessAuthMode?: string;
}

/** The form in which ARM ids are compared and used as map keys. */
export function resourceKey(id: string): string {
  return id.toLowerCase();
}

export function sameResource(a: string, b: string): boolean {
  return resourceKey(a) === resourceKey(b);
}

/** False: Azure gave none, and its resourceKey stands in, which another one of its name would have too. */
export function hasUniqueId({ id, uniqueId }: Pick<Snapshot, "id" | "uniqueId">): boolean {
  return !sameResource(uniqueId, id);
}

export interface ResourceId {
  subscriptionId: string;
  resourceGroup: string;
  /** Microsoft.Compute/snapshots, in the id's own case. */
  type: string;
  name: string;
}

const RESOURCE_ID = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

/** Parts of a top-level ARM resource id, in the case given; undefined for anything else. */
export function parseResourceId(id: string): ResourceId | undefined {
  const [, subscriptionId, resourceGroup, type, name] = RESOURCE_ID.exec(id) ?? [];
  if (!subscriptionId || !resourceGroup || !type || !name) return undefined;
  return { subscriptionId, resourceGroup, type, name };
}

/** Id of a top-level resource in the subscription of another one. */
export function besideOf(id: string, { resourceGroup, type, name }: Omit<ResourceId, "subscriptionId">): string {
  const subscriptionId = parseResourceId(id)?.subscriptionId ?? "";
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${type}/${name}`;
}

/**
 * Who may read it may read all of these: the first one where they lie in one group, which is read as a whole or not at all, else
 * their subscription; undefined where they have none in common.
 */
export function commonPlace(ids: readonly string[]): string | undefined {
  const [first, ...others] = ids.map((id) => ({ id, place: parseResourceId(id) }));
  if (!first?.place) return undefined;
  const shares = (part: "subscriptionId" | "resourceGroup") =>
    others.every(({ place }) => place?.[part].toLowerCase() === first.place?.[part].toLowerCase());
  if (!shares("subscriptionId")) return undefined;
  return shares("resourceGroup") ? first.id : `/subscriptions/${first.place.subscriptionId}/`;
}

/** The last part of an ARM id, or the id itself where it is none. */
export function resourceName(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

export function isCopy(snapshot: Snapshot): boolean {
  return snapshot.createOption.toLowerCase() === "copystart";
}
