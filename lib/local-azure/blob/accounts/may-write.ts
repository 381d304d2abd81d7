// What every write to a blob asks first: its conditions, that it is no target of incremental copies, and its lease.

import { BlobError } from "../blob-error.ts";
import { assertConditions } from "../conditions.ts";
import type { AccountRequest } from "./account-request.ts";
import type { AccountBlob } from "./account-types.ts";
import { validatorsOfVersion } from "./blob-headers.ts";
import { assertLeaseHeld } from "./leases/leases.ts";

export function assertMayWrite(request: AccountRequest, blob: AccountBlob): void {
  assertConditions(request, validatorsOfVersion(blob));
  assertNotIncremental(blob);
  assertLeaseHeld(request, blob, "Blob");
}

export function assertNotIncremental({ incremental }: AccountBlob): void {
  if (incremental === undefined) return;
  throw new BlobError(
    409,
    "OperationNotAllowedOnIncrementalCopyBlob",
    "The specified operation is not allowed on an incremental copy blob.",
  );
}

/** Block blobs have no pages. */
export function assertPageBlob({ blockBlobBytes }: { blockBlobBytes?: number }): void {
  if (blockBlobBytes !== undefined) throw wrongType();
}

export function wrongType(): BlobError {
  return new BlobError(409, "InvalidBlobType", "The blob type is invalid for this operation.");
}
