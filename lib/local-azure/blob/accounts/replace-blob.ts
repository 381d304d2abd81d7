// A new blob under a name that may be taken: by Put Blob and copies.

import { newGuid } from "../../ids.ts";
import { BlobError, conditionNotMet, permissionMismatch } from "../blob-error.ts";
import { headerOf } from "../blob-request.ts";
import { assertConditions } from "../conditions.ts";
import { type AccountRequest, findContainer } from "./account-request.ts";
import type { AccountBlob, BlobVersion } from "./account-types.ts";
import { validatorsOfVersion } from "./blob-headers.ts";
import { type ContentHeaders, contentHeadersOf } from "./content-headers.ts";
import { endFinishedLease } from "./leases/lease-state.ts";
import { assertMayWrite } from "./may-write.ts";

export type BlobContent = ContentHeaders & Pick<AccountBlob, "imageId" | "sequenceNumber" | "metadata" | "copy" | "blockBlobBytes">;

/** A new generation under the name, made when nothing forbids it; snapshots of the one before stay. */
export function replaceBlob(request: AccountRequest, makeContent: (known: AccountBlob | undefined) => BlobContent): AccountBlob {
  const { catalog, blobName: name } = request;
  const { blobs } = findContainer(request);
  const known = blobs.get(name);
  assertTargetConditions(request, known);
  if (known !== undefined) assertMayWrite(request, known);
  const content = makeContent(known);
  if (known !== undefined) {
    endFinishedLease(known, request.clock.nowMs());
    catalog.drop(known.imageId);
  }
  const now = catalog.clock.nowTicks();
  const kept = { snapshots: known?.snapshots ?? [], lease: known?.lease };
  const blob = { ...content, ...kept, name, createdAt: now, changedAt: now, generation: newGuid() };
  blobs.set(name, blob);
  return blob;
}

/** Of the blob that is to be made, whether there is one already or not. */
export function assertTargetConditions(request: AccountRequest, known: AccountBlob | undefined): void {
  if (known === undefined) {
    if (headerOf(request.headers, "if-match") !== undefined) throw conditionNotMet(412);
    return;
  }
  if (!request.mayOverwrite) throw permissionMismatch();
  if (headerOf(request.headers, "if-none-match")?.trim() === "*") {
    throw new BlobError(409, "BlobAlreadyExists", "The specified blob already exists.");
  }
  assertConditions(request, validatorsOfVersion(known));
}

/** What of a blob its snapshots have too. */
export function versionOf(version: BlobVersion): BlobVersion {
  const { imageId, changedAt, sequenceNumber, metadata, generation, blockBlobBytes, copy } = version;
  return { imageId, changedAt, sequenceNumber, metadata, generation, blockBlobBytes, copy, ...contentHeadersOf(version) };
}
