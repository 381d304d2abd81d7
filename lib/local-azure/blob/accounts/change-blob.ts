// Create, snapshot, resize, describe and delete page blobs.

import { createHash } from "node:crypto";
import { BlobError, invalidHeader, missingHeader, notImplemented } from "../blob-error.ts";
import { answerEmpty, headerChoice, headerOf } from "../blob-request.ts";
import { assertConditions } from "../conditions.ts";
import { readWrittenBytes } from "../read-body.ts";
import { type AccountRequest, assertNotSnapshot, findBlob, findContainer, findVersion } from "./account-request.ts";
import type { AccountBlob, BlobSnapshot } from "./account-types.ts";
import { blobLengthIn, metadataIn, sequenceNumberIn, validatorHeadersOf, validatorsOfVersion } from "./blob-headers.ts";
import { blockBlobContent } from "./block-blob.ts";
import { type ContentHeaders, contentHeadersIn, contentHeadersOf } from "./content-headers.ts";
import { endFinishedLease } from "./leases/lease-state.ts";
import { assertLeaseHeld, assertLeaseIfGiven } from "./leases/leases.ts";
import { assertMayWrite, assertNotIncremental, assertPageBlob } from "./may-write.ts";
import { replaceBlob, versionOf } from "./replace-blob.ts";

const blockBlobMaxBytes = 64 * 2 ** 20;

export async function putBlob(request: AccountRequest): Promise<void> {
  const type = headerChoice(request, "x-ms-blob-type", ["PageBlob", "BlockBlob", "AppendBlob"]);
  assertNotSnapshot(request);
  if (type === undefined) throw missingHeader("x-ms-blob-type");
  if (type === "BlockBlob") return putBlockBlob(request);
  if (type === "AppendBlob") throw notImplemented("Put Blob of type AppendBlob");
  const announced = headerOf(request.headers, "content-length") ?? "0";
  if (announced !== "0") throw invalidHeader("Content-Length", announced);
  const length = blobLengthIn(request);
  const blob = replaceBlob(request, () => ({
    ...describedIn(request),
    sequenceNumber: sequenceNumberIn(request) ?? 0,
    imageId: request.catalog.pages.create(length),
  }));
  await request.catalog.save();
  answerEmpty(request, 201, { ...validatorHeadersOf(blob), "x-ms-request-server-encrypted": "true" });
}

/** Of what fits into one call. */
async function putBlockBlob(request: AccountRequest): Promise<void> {
  const { bytes } = await readWrittenBytes(request, blockBlobMaxBytes);
  const contentMd5 = createHash("md5").update(bytes).digest("base64");
  const given = headerOf(request.headers, "x-ms-blob-content-md5");
  if (given !== undefined && given !== contentMd5) throw invalidHeader("x-ms-blob-content-md5", given);
  const blob = replaceBlob(request, () => ({ ...describedIn(request), contentMd5, ...blockBlobContent(request.catalog.pages, bytes) }));
  await request.catalog.save();
  answerEmpty(request, 201, { ...validatorHeadersOf(blob), "Content-MD5": contentMd5, "x-ms-request-server-encrypted": "true" });
}

function describedIn(request: AccountRequest): ContentHeaders & Pick<AccountBlob, "metadata"> {
  const given = contentHeadersIn(request);
  const contentType = given?.contentType ?? headerOf(request.headers, "content-type") ?? "application/octet-stream";
  return { ...given, contentType, metadata: metadataIn(request) };
}

export async function snapshotBlob(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const { catalog } = request;
  const blob = findBlob(request);
  assertConditions(request, validatorsOfVersion(blob));
  assertNotIncremental(blob);
  assertLeaseIfGiven(request, blob, "Blob");
  const metadata = metadataIn(request);
  const snapshot: BlobSnapshot = {
    ...versionOf(blob),
    time: catalog.clock.nowTicks(),
    imageId: catalog.pages.freeze(blob.imageId),
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
  assertMayWrite(request, blob);
  const isOfPages = ["x-ms-blob-content-length", "x-ms-sequence-number-action"].some((name) => request.headers[name] !== undefined);
  if (isOfPages) assertPageBlob(blob);
  const sequenceNumber = newSequenceNumber(request, blob);
  const resized = headerOf(request.headers, "x-ms-blob-content-length") === undefined ? undefined : blobLengthIn(request);
  if (resized !== undefined) catalog.pages.resize(blob.imageId, resized);
  const described = contentHeadersIn(request);
  // They are set together: what is not given is cleared.
  if (described !== undefined || !isOfPages) Object.assign(blob, contentHeadersOf(described ?? {}));
  blob.copy = undefined;
  blob.sequenceNumber = sequenceNumber;
  await changed(request, blob);
  const numbered = blob.blockBlobBytes === undefined ? { "x-ms-blob-sequence-number": String(blob.sequenceNumber) } : {};
  answerEmpty(request, 200, { ...validatorHeadersOf(blob), ...numbered });
}

function newSequenceNumber(request: AccountRequest, blob: AccountBlob): number {
  const action = headerChoice(request, "x-ms-sequence-number-action", ["increment", "update", "max"]);
  if (action === undefined) return blob.sequenceNumber;
  const given = sequenceNumberIn(request);
  if (action === "increment") {
    if (given !== undefined) throw invalidHeader("x-ms-blob-sequence-number", String(given));
    return blob.sequenceNumber + 1;
  }
  if (given === undefined) throw missingHeader("x-ms-blob-sequence-number");
  return action === "update" ? given : Math.max(given, blob.sequenceNumber);
}

export async function setBlobMetadata(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const blob = findBlob(request);
  assertMayWrite(request, blob);
  blob.metadata = metadataIn(request);
  await changed(request, blob);
  answerEmpty(request, 200, { ...validatorHeadersOf(blob), "x-ms-request-server-encrypted": "true" });
}

async function changed({ catalog }: AccountRequest, blob: AccountBlob): Promise<void> {
  endFinishedLease(blob, catalog.clock.nowMs());
  blob.changedAt = catalog.clock.nowTicks();
  await catalog.save();
}

export async function deleteBlob(request: AccountRequest): Promise<void> {
  const { catalog } = request;
  const { blob, version, time } = findVersion(request);
  assertConditions(request, validatorsOfVersion(version));
  const which = headerChoice(request, "x-ms-delete-snapshots", ["include", "only"]);
  if (time !== undefined) {
    if (which !== undefined) throw new BlobError(400, "InvalidOperation", "Invalid operation against a blob snapshot.");
    catalog.drop(version.imageId);
    blob.snapshots = blob.snapshots.filter((snapshot) => snapshot !== version);
  } else {
    if (blob.snapshots.length > 0 && which === undefined) {
      throw new BlobError(409, "SnapshotsPresent", "This operation is not permitted because the blob has snapshots.");
    }
    assertLeaseHeld(request, blob, "Blob");
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
