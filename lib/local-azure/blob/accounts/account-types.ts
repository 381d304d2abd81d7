// What a storage account holds: everything but the bytes, which are images of the page store.

import type { ImageId } from "../../pages/page-store.ts";
import type { ContentHeaders } from "./content-headers.ts";

/** Times are ticks, as everywhere. */
export interface BlobVersion extends ContentHeaders {
  imageId: ImageId;
  changedAt: string;
  sequenceNumber: number;
  metadata: Record<string, string>;
  /** A new one each time the blob is created anew or copied over: no diff reaches across. */
  generation: string;
  /** The copy that made it, until its properties are set. */
  copy?: { id: string; source: string; completedAt: string; lengthBytes: number };
  /** Of a block blob, whose image is longer by what fills its last page; absent: a page blob, as long as its image. */
  blockBlobBytes?: number;
}

export interface BlobSnapshot extends BlobVersion {
  time: string;
}

export interface AccountBlob extends BlobVersion {
  name: string;
  createdAt: string;
  /** In order of time. */
  snapshots: BlobSnapshot[];
  /** Filled by incremental copies only: its snapshots are what can be read. */
  incremental?: { source: string; lastSourceTime: string; lastOwnTime: string };
  lease?: Lease;
}

export interface Container {
  name: string;
  changedAt: string;
  metadata: Record<string, string>;
  blobs: Map<string, AccountBlob>;
  /** Stored access policies, which a SAS names as si. */
  policies?: StoredPolicy[];
  lease?: Lease;
}

export interface StoredPolicy {
  id: string;
  /** Times and permission letters as the client wrote them. */
  start?: string;
  expiry?: string;
  permission?: string;
}

/** What state it is in says the clock, see leases.ts. */
export interface Lease {
  id: string;
  /** Absent: infinite. */
  durationSeconds?: number;
  /** Absent: never. */
  endsAtMs?: number;
  /** Somebody asked for its break; locked until then. */
  brokenAtMs?: number;
}

export const keyNames = ["key1", "key2"] as const;
export type KeyName = (typeof keyNames)[number];

export interface AccountKey {
  /** Base64, as az and the portal show it. */
  value: string;
  createdAt: string;
}

export interface StorageAccount {
  name: string;
  keys: Record<KeyName, AccountKey>;
  containers: Map<string, Container>;
  /** What it is as an Azure resource; absent: made by its name alone, in no subscription. */
  resource?: AccountResource;
}

export interface AccountResource {
  /** The id as first written; compare lower-cased. */
  id: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  sku: string;
  kind: string;
  tags: Record<string, string>;
  createdAt: string;
  /** Properties a client chose, as it wrote them. */
  settings: Record<string, unknown>;
  /** Its creation is shown as under way until then. */
  creation: { operationId: string; readyAtMs: number };
}
