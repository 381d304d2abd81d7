// Get Page Ranges of a disk or snapshot, and the differences to an older snapshot of the same family.

import type { Records } from "../../model/records/records.ts";
import { limits } from "../../model/rules/limits.ts";
import { type AccessGranted, resolveGrant } from "../../model/rules/resolve-grant.ts";
import { BlobError, invalidHeader, invalidQuery } from "../blob-error.ts";
import { type BlobRequest, headerOf } from "../blob-request.ts";
import { snapshotTimeForm } from "../blob-times.ts";
import { assertConditions } from "../conditions.ts";
import { answerPageList, readListWindow } from "../page-list.ts";
import { allocatedOf, changesOf, type ManagedBlob, openManagedBlob } from "./managed-blob.ts";
import { validatorHeaders, validatorsOf } from "./managed-headers.ts";

const previousUrlHeader = "x-ms-previous-snapshot-url";
const previousUrlSince = "2019-04-19";

/** Disks up to here and disks beyond keep their blocks differently: no diff reaches across. */

export async function getManagedPageList(request: BlobRequest, world: Records, blob: ManagedBlob): Promise<void> {
  const base = openPrevious(request, world, blob);
  assertConditions(request, validatorsOf(blob));
  const list = readListWindow(request, blob.lengthBytes);
  const { pages } = world;
  const ranges = base === undefined ? allocatedOf(pages, blob, list.window) : changesOf(pages, base, blob, list.window);
  await answerPageList(request, ranges, list, {
    ...validatorHeaders(blob),
    "x-ms-blob-content-length": String(blob.lengthBytes),
  });
}

function openPrevious(request: BlobRequest, world: Records, blob: ManagedBlob): ManagedBlob | undefined {
  const value = headerOf(request.headers, previousUrlHeader);
  if (value === undefined) {
    assertNoPreviousTime(request);
    return undefined;
  }
  if (request.version < previousUrlSince) throw invalidHeader(previousUrlHeader, value);
  const url = parseUrl(value);
  const access = resolveGrant(world, url);
  if (access.denied) throw new BlobError(access.status, access.code, access.message);
  assertComparable(access, blob.access, url.pathname === request.url.pathname);
  return openManagedBlob(world, access);
}

/** A SAS opens one snapshot: the other one cannot be named by its time alone. */
function assertNoPreviousTime(request: BlobRequest): void {
  const time = request.url.searchParams.get("prevsnapshot");
  if (time === null) return;
  if (!snapshotTimeForm.test(time)) throw invalidQuery("prevsnapshot", time);
  throw new BlobError(
    409,
    "PreviousSnapshotOperationNotSupported",
    "Differential Get Page Ranges is not supported on the previous snapshot.",
  );
}

function parseUrl(value: string): URL {
  if (!URL.canParse(value)) throw invalidHeader(previousUrlHeader, value);
  return new URL(value);
}

function assertComparable(base: AccessGranted, target: AccessGranted, isSameBlob: boolean): void {
  const [older, newer] = [base.grant.snapshot, target.grant.snapshot];
  if (!isSameBlob) throw new BlobError(409, "PreviousSnapshotNotFound", "The previous snapshot is not found.");
  const crossesBarrier =
    base.resource.diskSizeBytes <= limits.resizeBarrierBytes && target.resource.diskSizeBytes > limits.resizeBarrierBytes;
  if (older === undefined || newer === undefined || crossesBarrier) {
    throw new BlobError(
      409,
      "PreviousSnapshotOperationNotSupported",
      "Differential Get Page Ranges is not supported on the previous snapshot.",
    );
  }
  if (older > newer) {
    throw new BlobError(
      400,
      "PreviousSnapshotCannotBeNewer",
      "The prevsnapshot query parameter value cannot be newer than snapshot query parameter value.",
    );
  }
}
