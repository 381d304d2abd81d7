// Incremental Copy Blob: a snapshot of a page blob becomes a snapshot of a blob that only such copies fill.
// Done at once, since both ends are here; the answer says pending all the same, as Azure's does.

import { newGuid } from "../../ids.ts";
import { BlobError, notImplemented } from "../blob-error.ts";
import { answerEmpty } from "../blob-request.ts";
import { type AccountRequest, assertNotSnapshot, findContainer } from "./account-request.ts";
import type { AccountBlob, BlobVersion } from "./account-types.ts";
import { validatorHeadersOf } from "./blob-headers.ts";
import { openCopySource, type SourceSnapshot } from "./copy-source.ts";
import { assertLeaseHeld } from "./leases/leases.ts";
import { assertPageBlob } from "./may-write.ts";
import { assertTargetConditions, versionOf } from "./replace-blob.ts";

export async function incrementalCopy(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const { catalog, blobName: name } = request;
  const { snapshot: source, footer, url, lengthBytes } = await openCopySource(request, { knowsOwnAccount: true });
  if (footer !== undefined) throw notImplemented("Incremental Copy Blob of a managed disk's snapshot");
  if (source === undefined)
    throw conflict("IncrementalCopySourceMustBeSnapshot", "The source for incremental copy request must be a snapshot.");
  assertPageBlob(source.version);
  const { blobs } = findContainer(request);
  const known = blobs.get(name);
  assertTargetConditions(request, known);
  if (known !== undefined) assertMayFollow(request, known, source);
  const now = catalog.clock.nowTicks();
  const imageId = catalog.pages.clone(source.version.imageId);
  const copy = { id: newGuid(), source: url, completedAt: now, lengthBytes };
  const version: BlobVersion = { ...versionOf(source.version), imageId, changedAt: now, copy };
  const own = { ...version, imageId: catalog.pages.freeze(imageId), time: now };
  if (known !== undefined) catalog.drop(known.imageId);
  const blob: AccountBlob = {
    ...version,
    name,
    createdAt: known?.createdAt ?? now,
    lease: known?.lease,
    snapshots: [...(known?.snapshots ?? []), own],
    incremental: { source: source.base, lastSourceTime: source.time, lastOwnTime: now },
  };
  blobs.set(name, blob);
  await catalog.save();
  answerEmpty(request, 202, { ...validatorHeadersOf(blob), "x-ms-copy-id": copy.id, "x-ms-copy-status": "pending" });
}

function assertMayFollow(request: AccountRequest, known: AccountBlob, source: SourceSnapshot): void {
  const { incremental } = known;
  if (incremental === undefined || incremental.source !== source.base || known.generation !== source.version.generation) {
    throw conflict(
      "IncrementalCopyBlobMismatch",
      "The specified source blob is different than the copy source of the existing incremental copy blob.",
    );
  }
  if (source.time <= incremental.lastSourceTime) {
    throw conflict(
      "IncrementalCopyOfEarlierVersionSnapshotNotAllowed",
      "The specified snapshot is earlier than the last snapshot copied into the incremental copy blob.",
    );
  }
  assertLeaseHeld(request, known, "Blob");
}

function conflict(code: string, message: string): BlobError {
  return new BlobError(409, code, message);
}
