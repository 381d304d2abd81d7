// Metadata and properties of account blobs, from and to headers.

import { ticksToMs } from "../../clock.ts";
import type { PageStore } from "../../pages/page-store.ts";
import { pageBytes } from "../../pages/page-store.ts";
import { BlobError, invalidHeader, missingHeader } from "../blob-error.ts";
import { type BlobRequest, headerOf } from "../blob-request.ts";
import { etagOf, httpDate } from "../blob-times.ts";
import type { Validators } from "../conditions.ts";
import type { AccountBlob, BlobVersion } from "./account-types.ts";
import { namedContentHeaders } from "./content-headers.ts";
import { leaseHeadersOf } from "./leases/lease-state.ts";

/** 8 TiB: the largest page blob there is. */
const longestBlobBytes = 8 * 2 ** 40;

export function validatorsOfVersion(version: { changedAt: string }): Validators {
  return { etag: etagOf(version.changedAt), lastModifiedMs: ticksToMs(version.changedAt) };
}

export function validatorHeadersOf(version: { changedAt: string }): Record<string, string> {
  return { ETag: etagOf(version.changedAt), "Last-Modified": httpDate(version.changedAt) };
}

/** nowMs decides what state the lease is in; a snapshot has none. */
export function versionHeaders(blob: AccountBlob, version: BlobVersion, nowMs: number): Record<string, string> {
  const isPageBlob = version.blockBlobBytes === undefined;
  return {
    "Accept-Ranges": "bytes",
    ...contentHeadersWithoutMd5(version),
    ...validatorHeadersOf(version),
    ...(isPageBlob ? { "x-ms-blob-sequence-number": String(version.sequenceNumber) } : {}),
    "x-ms-blob-type": isPageBlob ? "PageBlob" : "BlockBlob",
    "x-ms-creation-time": httpDate(blob.createdAt),
    ...leaseHeadersOf(version === blob ? blob : {}, nowMs),
    "x-ms-server-encrypted": "true",
    ...(blob.incremental === undefined ? {} : { "x-ms-incremental-copy": "true" }),
    ...copyHeaders(version),
    ...destinationHeader(blob, version),
    ...metadataHeaders(version.metadata),
  };
}

/** The hash goes with answers of the whole under one name, and of parts under another. */
function contentHeadersWithoutMd5(version: BlobVersion): Record<string, string> {
  return namedContentHeaders({ ...version, contentMd5: undefined });
}

export function metadataHeaders(metadata: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]));
}

/** Of the blob itself: the newest of its snapshots. */
function destinationHeader(blob: AccountBlob, version: BlobVersion): Record<string, string> {
  if (blob.incremental === undefined || version !== blob) return {};
  return { "x-ms-copy-destination-snapshot": blob.incremental.lastOwnTime };
}

function copyHeaders({ copy }: BlobVersion): Record<string, string> {
  if (copy === undefined) return {};
  return {
    "x-ms-copy-completion-time": httpDate(copy.completedAt),
    "x-ms-copy-id": copy.id,
    "x-ms-copy-progress": `${copy.lengthBytes}/${copy.lengthBytes}`,
    "x-ms-copy-source": copy.source,
    "x-ms-copy-status": "success",
  };
}

export function lengthOf(pages: PageStore, { imageId, blockBlobBytes }: BlobVersion): number {
  return blockBlobBytes ?? pages.lengthOf(imageId);
}

const metadataPrefix = "x-ms-meta-";

/** Names keep their letters, as they are shown in lists. */
export function metadataIn(request: BlobRequest): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const header of request.incoming.rawHeaders.filter((_, at) => at % 2 === 0)) {
    if (!header.toLowerCase().startsWith(metadataPrefix)) continue;
    const name = header.slice(metadataPrefix.length);
    if (name === "") throw new BlobError(400, "EmptyMetadataKey", "The key for one of the metadata key-value pairs is empty.");
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new BlobError(400, "InvalidMetadata", "The metadata specified is invalid. It has characters that are not permitted.");
    }
    metadata[name] = headerOf(request.headers, header.toLowerCase()) ?? "";
  }
  return metadata;
}

export function blobLengthIn(request: BlobRequest): number {
  const name = "x-ms-blob-content-length";
  const value = headerOf(request.headers, name);
  if (value === undefined) throw missingHeader(name);
  const length = Number(value);
  if (!/^\d{1,15}$/.test(value) || length % pageBytes !== 0 || length > longestBlobBytes) throw invalidHeader(name, value);
  return length;
}

export function sequenceNumberIn(request: BlobRequest): number | undefined {
  const name = "x-ms-blob-sequence-number";
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw invalidHeader(name, value);
  return Number(value);
}

/** x-ms-if-sequence-number-le, -lt, -eq: they fence out a writer who has been overtaken. */
export function assertSequenceNumber(request: BlobRequest, current: number): void {
  const holds: Record<string, (given: number) => boolean> = {
    "x-ms-if-sequence-number-le": (given) => current <= given,
    "x-ms-if-sequence-number-lt": (given) => current < given,
    "x-ms-if-sequence-number-eq": (given) => current === given,
  };
  for (const [name, isMet] of Object.entries(holds)) {
    const value = headerOf(request.headers, name);
    if (value === undefined) continue;
    if (!/^\d{1,15}$/.test(value)) throw invalidHeader(name, value);
    if (isMet(Number(value))) continue;
    throw new BlobError(412, "SequenceNumberConditionNotMet", "The sequence number condition specified was not met.");
  }
}
