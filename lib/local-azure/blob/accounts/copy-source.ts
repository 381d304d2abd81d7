// Where Put Page From URL and Copy Blob take bytes from: blobs of this server only, opened by the SAS in the URL.
// Nothing is ever fetched over the network: a foreign host is refused, or this server would be a way into others.

import { ticksToMs } from "../../clock.ts";
import { resolveGrant } from "../../model/rules/resolve-grant.ts";
import type { ImageId, PageRange } from "../../pages/page-store.ts";
import { BlobError, invalidHeader } from "../blob-error.ts";
import { headerOf } from "../blob-request.ts";
import { etagOf } from "../blob-times.ts";
import type { Validators } from "../conditions.ts";
import { openManagedBlob, readManagedBlob } from "../managed/managed-blob.ts";
import { isOwnHost } from "../own-host.ts";
import { authorize } from "./access/authorize.ts";
import type { Need } from "./access/need.ts";
import { type AccountRequest, findVersion, parseAccountPath } from "./account-request.ts";
import type { BlobVersion } from "./account-types.ts";
import { lengthOf, validatorsOfVersion } from "./blob-headers.ts";
import { type ContentHeaders, contentHeadersOf } from "./content-headers.ts";
import { assertLeaseIfGiven } from "./leases/leases.ts";
import { assertNotIncremental } from "./may-write.ts";

export interface CopySource extends Validators {
  url: string;
  imageId: ImageId;
  lengthBytes: number;
  /** To be written behind the image, which is shorter by it. */
  footer: Uint8Array | undefined;
  description: ContentHeaders;
  sequenceNumber: number;
  metadata: Record<string, string>;
  blockBlobBytes?: number;
  /** Of a page blob's snapshot: what incremental copies are made of. */
  snapshot?: SourceSnapshot;
  read(range: PageRange): Uint8Array;
}

export interface SourceSnapshot {
  time: string;
  version: BlobVersion;
  /** Path of the blob it is a snapshot of. */
  base: string;
}

/** Copies know the source of their own account by the key or token they come with; other calls need a right in the URL. */
export interface SourceRules {
  knowsOwnAccount: boolean;
}

export async function openCopySource(request: AccountRequest, rules: SourceRules): Promise<CopySource> {
  const value = headerOf(request.headers, "x-ms-copy-source") ?? "";
  if (!URL.canParse(value)) throw invalidHeader("x-ms-copy-source", value);
  const url = new URL(value);
  if (!isOwnHost(url, request.url.port)) {
    throw new BlobError(
      400,
      "CannotVerifyCopySource",
      `Local Azure copies from its own blobs at ${request.url.host} only, not from ${url.host}.`,
    );
  }
  try {
    return url.pathname.startsWith("/md-") ? openManaged(request, url) : await openOwn(request, url, rules);
  } catch (error) {
    if (error instanceof BlobError && (error.status === 401 || error.status === 403)) {
      throw new BlobError(error.status, "CannotVerifyCopySource", error.message, { details: error.details });
    }
    if (error instanceof BlobError && error.status === 404 && isForeign(request, url)) {
      throw new BlobError(404, "CannotVerifyCopySource", error.message);
    }
    throw error;
  }
}

function openManaged({ world }: AccountRequest, url: URL): CopySource {
  const access = resolveGrant(world, url);
  if (access.denied) throw new BlobError(access.status, access.code, access.message);
  const blob = openManagedBlob(world, access);
  return {
    url: withoutSignature(url),
    imageId: access.image,
    lengthBytes: blob.lengthBytes,
    footer: blob.footer,
    etag: etagOf(blob.changedAt),
    lastModifiedMs: ticksToMs(blob.changedAt),
    description: { contentType: "application/octet-stream" },
    sequenceNumber: 0,
    metadata: {},
    read: (range) => readManagedBlob(world.pages, blob, range),
  };
}

async function openOwn(request: AccountRequest, url: URL, rules: SourceRules): Promise<CopySource> {
  const { catalog } = request;
  const { accountName, containerName, blobName } = parseAccountPath(url.pathname);
  const account = catalog.accounts.get(accountName);
  if (account === undefined) throw new BlobError(404, "BlobNotFound", "The specified blob does not exist.");
  const source: AccountRequest = { ...request, url, account, containerName, blobName };
  const isOwn = rules.knowsOwnAccount && account === request.account && !url.searchParams.has("sig");
  await assertMayRead(request, source, isOwn);
  const { blob, version, time } = findVersion(source);
  if (time === undefined) {
    assertNotIncremental(blob);
    assertLeaseIfGiven(request, blob, "Blob", "x-ms-source-lease-id");
  }
  return {
    url: withoutSignature(url),
    imageId: version.imageId,
    lengthBytes: lengthOf(catalog.pages, version),
    footer: undefined,
    description: contentHeadersOf(version),
    sequenceNumber: version.sequenceNumber,
    metadata: version.metadata,
    blockBlobBytes: version.blockBlobBytes,
    snapshot: time === undefined ? undefined : { time, version, base: `/${accountName}/${containerName}/${blobName}` },
    ...validatorsOfVersion(version),
    read: ({ offset, length }) => catalog.pages.read(version.imageId, offset, length),
  };
}

/** Of another account, or opened by a SAS. */
function isForeign({ account }: AccountRequest, url: URL): boolean {
  return url.searchParams.has("sig") || parseAccountPath(url.pathname).accountName !== account.name;
}

/** isOwn: the source is in the same account, and its URL has no SAS. */
async function assertMayRead(request: AccountRequest, source: AccountRequest, isOwn: boolean): Promise<void> {
  const need: Need = { level: "o", letters: "r", action: "containers/blobs/read" };
  const own = isOwn ? request.headers.authorization : undefined;
  if (own?.startsWith("SharedKey ")) return;
  const authorization = headerOf(request.headers, "x-ms-copy-source-authorization") ?? own;
  await authorize({ ...source, headers: authorization === undefined ? {} : { authorization } }, need);
}

function withoutSignature(url: URL): string {
  const bare = new URL(url);
  bare.searchParams.delete("sig");
  return bare.href;
}
