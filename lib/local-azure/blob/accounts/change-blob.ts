// Create, snapshot, resize, describe and delete page blobs.

import { newGuid } from "../../model/ids.ts";
import { BlobError, invalidHeader, missingHeader, notImplemented } from "../blob-error.ts";
import { answerEmpty, headerOf } from "../blob-request.ts";
import { assertConditions } from "../conditions.ts";
import type { BlobSnapshot, PageBlob } from "./account-catalog.ts";
import { type AccountRequest, assertNotSnapshot, findBlob, findContainer, findVersion } from "./account-request.ts";
import { blobLengthIn, metadataIn, sequenceNumberIn, validatorHeadersOf, validatorsOfVersion } from "./blob-headers.ts";

export async function putBlob(request: AccountRequest): Promise<void> {
  const type = headerOf(request.headers, "x-ms-blob-type");
  if (type !== "PageBlob") throw notImplemented(`Put Blob of type ${type ?? "(none)"}`);
  assertNotSnapshot(request);
  const length = blobLengthIn(request);
  const blob = replaceBlob(request, () => ({
    imageId: request.catalog.pages.create(length),
    sequenceNumber: sequenceNumberIn(request) ?? 0,
    contentType:
      headerOf(request.headers, "x-ms-blob-content-type") ?? headerOf(request.headers, "content-type") ?? "application/octet-stream",
    contentMd5: headerOf(request.headers, "x-ms-blob-content-md5"),
    metadata: metadataIn(request),
  }));
  await request.catalog.save();
  answerEmpty(request, 201, { ...validatorHeadersOf(blob), "x-ms-request-server-encrypted": "true" });
}

type Content = Pick<PageBlob, "imageId" | "sequenceNumber" | "contentType" | "contentMd5" | "metadata" | "copy">;

/** A new generation under the name, made when nothing forbids it; snapshots of the one before stay. */
export function replaceBlob(request: AccountRequest, makeContent: () => Content): PageBlob {
  const { catalog, blobName: name } = request;
  const { blobs } = findContainer(request);
  const known = blobs.get(name);
  if (known !== undefined) assertMayReplace(request, known);
  else if (headerOf(request.headers, "if-match") !== undefined) {
    throw new BlobError(412, "ConditionNotMet", "The condition specified using HTTP conditional header(s) is not met.");
  }
  if (known !== undefined) catalog.drop(known.imageId);
  const now = catalog.clock.nowTicks();
  const blob = { ...makeContent(), name, createdAt: now, changedAt: now, generation: newGuid(), snapshots: known?.snapshots ?? [] };
  blobs.set(name, blob);
  return blob;
}

function assertMayReplace(request: AccountRequest, known: PageBlob): void {
  if (headerOf(request.headers, "if-none-match")?.trim() === "*") {
    throw new BlobError(409, "BlobAlreadyExists", "The specified blob already exists.");
  }
  assertConditions(request, validatorsOfVersion(known));
}

export async function snapshotBlob(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const { catalog } = request;
  const blob = findBlob(request);
  assertConditions(request, validatorsOfVersion(blob));
  const metadata = metadataIn(request);
  const { changedAt, sequenceNumber, contentType, contentMd5, generation } = blob;
  const snapshot: BlobSnapshot = {
    time: catalog.clock.nowTicks(),
    imageId: catalog.pages.freeze(blob.imageId),
    changedAt,
    sequenceNumber,
    contentType,
    contentMd5,
    generation,
    metadata: Object.keys(metadata).length > 0 ? metadata : blob.metadata,
  };
  blob.snapshots.push(snapshot);
  await catalog.save();
  answerEmpty(request, 201, { ...validatorHeadersOf(snapshot), "x-ms-snapshot": snapshot.time, "x-ms-request-server-encrypted": "false" });
}

/** Size, sequence number, content headers. */
export async function setBlobProperties(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const { catalog } = request;
  const blob = findBlob(request);
  assertConditions(request, validatorsOfVersion(blob));
  const sequenceNumber = newSequenceNumber(request, blob);
  const resized = headerOf(request.headers, "x-ms-blob-content-length") === undefined ? undefined : blobLengthIn(request);
  if (resized !== undefined) catalog.pages.resize(blob.imageId, resized);
  if (resized === undefined && headerOf(request.headers, "x-ms-sequence-number-action") === undefined) {
    blob.contentType = headerOf(request.headers, "x-ms-blob-content-type") ?? "application/octet-stream";
    blob.contentMd5 = headerOf(request.headers, "x-ms-blob-content-md5");
  }
  blob.sequenceNumber = sequenceNumber;
  await changed(request, blob);
  answerEmpty(request, 200, { ...validatorHeadersOf(blob), "x-ms-blob-sequence-number": String(blob.sequenceNumber) });
}

function newSequenceNumber(request: AccountRequest, blob: PageBlob): number {
  const action = headerOf(request.headers, "x-ms-sequence-number-action");
  if (action === undefined) return blob.sequenceNumber;
  if (action === "increment") return blob.sequenceNumber + 1;
  const given = sequenceNumberIn(request);
  if (given === undefined) throw missingHeader("x-ms-blob-sequence-number");
  if (action === "update") return given;
  if (action === "max") return Math.max(given, blob.sequenceNumber);
  throw invalidHeader("x-ms-sequence-number-action", action);
}

export async function setBlobMetadata(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const blob = findBlob(request);
  assertConditions(request, validatorsOfVersion(blob));
  blob.metadata = metadataIn(request);
  await changed(request, blob);
  answerEmpty(request, 200, { ...validatorHeadersOf(blob), "x-ms-request-server-encrypted": "true" });
}

async function changed({ catalog }: AccountRequest, blob: PageBlob): Promise<void> {
  blob.changedAt = catalog.clock.nowTicks();
  await catalog.save();
}

export async function deleteBlob(request: AccountRequest): Promise<void> {
  const { catalog } = request;
  const { blob, version, time } = findVersion(request);
  assertConditions(request, validatorsOfVersion(version));
  const which = headerOf(request.headers, "x-ms-delete-snapshots");
  if (time !== undefined) {
    catalog.drop(version.imageId);
    blob.snapshots = blob.snapshots.filter((snapshot) => snapshot !== version);
  } else {
    if (which !== undefined && which !== "include" && which !== "only") throw invalidHeader("x-ms-delete-snapshots", which);
    if (blob.snapshots.length > 0 && which === undefined) {
      throw new BlobError(409, "SnapshotsPresent", "This operation is not permitted because the blob has snapshots.");
    }
    for (const { imageId } of blob.snapshots) catalog.drop(imageId);
    blob.snapshots = [];
    if (which !== "only") {
      catalog.drop(blob.imageId);
      findContainer(request).blobs.delete(blob.name);
    }
  }
  await catalog.save();
  answerEmpty(request, 202, { "x-ms-delete-type-permanent": "true" });
}
