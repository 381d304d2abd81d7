// Incremental Copy Blob: a snapshot of a page blob becomes a snapshot of a blob that only such copies fill.
// Done at once, since both ends are here; the answer says pending all the same, as Azure's does.

import { newGuid } from "../../model/ids.ts";
import { BlobError, notImplemented } from "../blob-error.ts";
import { answerEmpty } from "../blob-request.ts";
import { assertConditions } from "../conditions.ts";
import { type AccountRequest, findContainer } from "./account-request.ts";
import type { AccountBlob, BlobVersion } from "./account-types.ts";
import { validatorHeadersOf, validatorsOfVersion } from "./blob-headers.ts";
import { openCopySource } from "./copy-source.ts";
import { assertLeaseHeld } from "./leases.ts";
import { assertPageBlob } from "./may-write.ts";

interface SourceSnapshot {
  time: string;
  version: BlobVersion;
  /** Path of the blob it is a snapshot of. */
  base: string;
}

export async function incrementalCopy(request: AccountRequest): Promise<void> {
  const { catalog, blobName: name } = request;
  const { snapshot: source, footer, url } = await openCopySource(request);
  if (footer !== undefined) throw notImplemented("Incremental Copy Blob of a managed disk's snapshot");
  if (source === undefined)
    throw conflict("IncrementalCopySourceMustBeSnapshot", "The source for incremental copy request must be a snapshot.");
  assertPageBlob(source.version);
  const { blobs } = findContainer(request);
  const known = blobs.get(name);
  if (known !== undefined) assertMayFollow(request, known, source);
  const now = catalog.clock.nowTicks();
  const imageId = catalog.pages.clone(source.version.imageId);
  const version: BlobVersion = { ...source.version, imageId, changedAt: now };
  const own = { ...version, imageId: catalog.pages.freeze(imageId), time: now };
  if (known !== undefined) catalog.drop(known.imageId);
  const blob: AccountBlob = {
    ...version,
    name,
    createdAt: known?.createdAt ?? now,
    lease: known?.lease,
    snapshots: [...(known?.snapshots ?? []), own],
    copy: { id: newGuid(), source: url, completedAt: now },
    incremental: { source: source.base, lastSourceTime: source.time, lastOwnTime: now },
  };
  blobs.set(name, blob);
  await catalog.save();
  answerEmpty(request, 202, { ...validatorHeadersOf(blob), "x-ms-copy-id": blob.copy?.id, "x-ms-copy-status": "pending" });
}

function assertMayFollow(request: AccountRequest, known: AccountBlob, source: SourceSnapshot): void {
  assertConditions(request, validatorsOfVersion(known));
  const { incremental } = known;
  if (incremental?.source !== source.base || known.generation !== source.version.generation) {
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
