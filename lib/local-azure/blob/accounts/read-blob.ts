// Get Blob, its properties, its page ranges and their difference to an older snapshot of it.

import { BlobError, invalidHeader, invalidQuery } from "../blob-error.ts";
import { answerEmpty, headerOf } from "../blob-request.ts";
import { snapshotTimeForm } from "../blob-times.ts";
import { assertConditions } from "../conditions.ts";
import { answerPageList, readListWindow } from "../page-list.ts";
import { answerContent, answerProperties, type ReadableBlob } from "../readable-blob.ts";
import { headersOfSas } from "./access/service-sas.ts";
import { type AccountRequest, findVersion } from "./account-request.ts";
import type { AccountBlob, BlobVersion } from "./account-types.ts";
import { lengthOf, metadataHeaders, validatorHeadersOf, validatorsOfVersion, versionHeaders } from "./blob-headers.ts";
import { assertLeaseIfGiven } from "./leases/leases.ts";
import { assertNotIncremental, assertPageBlob } from "./may-write.ts";

export function getProperties(request: AccountRequest): void {
  answerProperties(request, withHeadersOfSas(request, readable(request)));
}

/** Of a target of incremental copies only the snapshots have content. */
export async function getBlob(request: AccountRequest): Promise<void> {
  const { blob, time } = findVersion(request);
  if (time === undefined) assertNotIncremental(blob);
  await answerContent(request, withHeadersOfSas(request, readable(request)));
}

function withHeadersOfSas(request: AccountRequest, content: ReadableBlob): ReadableBlob {
  return { ...content, headers: { ...content.headers, ...headersOfSas(request) } };
}

export function getMetadata(request: AccountRequest): void {
  const { blob, version, time } = findVersion(request);
  assertReadable(request, blob, time);
  assertConditions(request, validatorsOfVersion(version));
  answerEmpty(request, 200, { ...validatorHeadersOf(version), ...metadataHeaders(version.metadata) });
}

function assertReadable(request: AccountRequest, blob: AccountBlob, time: string | undefined): void {
  if (time === undefined) assertLeaseIfGiven(request, blob, "Blob");
}

function readable(request: AccountRequest): ReadableBlob {
  const { pages } = request.catalog;
  const { blob, version, time } = findVersion(request);
  assertReadable(request, blob, time);
  const { imageId } = version;
  return {
    ...validatorsOfVersion(version),
    lengthBytes: lengthOf(pages, version),
    headers: versionHeaders(blob, version, request.clock.nowMs()),
    contentMd5: version.contentMd5,
    read: ({ offset, length }) => pages.read(imageId, offset, length),
  };
}

export async function getPageRanges(request: AccountRequest): Promise<void> {
  const { pages } = request.catalog;
  const { blob, version, time } = findVersion(request);
  assertPageBlob(version);
  if (time === undefined) assertNotIncremental(blob);
  assertReadable(request, blob, time);
  const base = findPrevious(request, blob, version, time);
  assertConditions(request, validatorsOfVersion(version));
  const lengthBytes = pages.lengthOf(version.imageId);
  const list = readListWindow(request, lengthBytes);
  const ranges =
    base === undefined ? pages.allocated(version.imageId, list.window) : pages.diff(base.imageId, version.imageId, list.window);
  await answerPageList(request, ranges, list, { ...validatorHeadersOf(version), "x-ms-blob-content-length": String(lengthBytes) });
}

function findPrevious(request: AccountRequest, blob: AccountBlob, version: BlobVersion, time: string | undefined): BlobVersion | undefined {
  const previous = previousTime(request);
  if (previous === undefined) return undefined;
  if (time !== undefined && previous > time) {
    throw new BlobError(
      400,
      "PreviousSnapshotCannotBeNewer",
      "The prevsnapshot query parameter value cannot be newer than snapshot query parameter value.",
    );
  }
  const base = blob.snapshots.find((snapshot) => snapshot.time === previous);
  if (base === undefined) throw new BlobError(409, "PreviousSnapshotNotFound", "The previous snapshot is not found.");
  if (base.generation !== version.generation) {
    throw new BlobError(409, "BlobOverwritten", "The blob has been recreated since the previous snapshot was taken.");
  }
  return base;
}

/** From prevsnapshot, or from the URL of the same blob's snapshot in the header. */
function previousTime(request: AccountRequest): string | undefined {
  const fromQuery = request.url.searchParams.get("prevsnapshot");
  if (fromQuery !== null) {
    if (!snapshotTimeForm.test(fromQuery)) throw invalidQuery("prevsnapshot", fromQuery);
    return fromQuery;
  }
  const name = "x-ms-previous-snapshot-url";
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const time = url?.searchParams.get("snapshot") ?? "";
  if (url?.pathname !== request.url.pathname || !snapshotTimeForm.test(time)) throw invalidHeader(name, value);
  return time;
}
