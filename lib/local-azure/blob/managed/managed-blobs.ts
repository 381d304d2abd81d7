// Which operations a SAS of a disk or snapshot opens: reads always, Put Page while a disk is uploaded.

import type { Records } from "../../model/records/records.ts";
import { resolveGrant } from "../../model/rules/resolve-grant.ts";
import type { Entra } from "../accounts/account-request.ts";
import { authenticationFailed, BlobError, notImplemented, permissionMismatch } from "../blob-error.ts";
import type { BlobRequest } from "../blob-request.ts";
import { operationName } from "../operation-name.ts";
import { answerContent, answerProperties, type ReadableBlob } from "../readable-blob.ts";
import { assertDataToken, wantsDataToken } from "./data-token.ts";
import { type ManagedBlob, openManagedBlob, readManagedBlob } from "./managed-blob.ts";
import { managedContentMd5, propertyHeaders, validatorsOf } from "./managed-headers.ts";
import { getManagedPageList } from "./managed-page-list.ts";
import { putManagedPage } from "./managed-put-page.ts";

export function createManagedBlobs(world: Records, entra?: Entra): (request: BlobRequest) => Promise<void> {
  /** When disks under upload were last written, by uniqueId. */
  const writeTimes = new Map<string, string>();

  async function open(request: BlobRequest): Promise<ManagedBlob> {
    const access = resolveGrant(world, request.url);
    const isTokenWanted = !access.denied && wantsDataToken(access);
    if (request.headers.authorization !== undefined && !isTokenWanted)
      throw authenticationFailed("Only a shared access signature opens this blob.");
    if (access.denied) throw new BlobError(access.status, access.code, access.message);
    if (isTokenWanted) await assertDataToken(request, access, { world, entra });
    return openManagedBlob(world, access, writeTimes.get(access.resource.uniqueId));
  }

  function readable(blob: ManagedBlob): ReadableBlob {
    return {
      ...validatorsOf(blob),
      lengthBytes: blob.lengthBytes,
      headers: propertyHeaders(blob),
      contentMd5: managedContentMd5,
      read: (range) => readManagedBlob(world.pages, blob, range),
    };
  }

  async function write(request: BlobRequest, blob: ManagedBlob): Promise<void> {
    if (blob.access.access !== "Write") throw permissionMismatch();
    if (operationName(request) !== "Put Page") throw notImplemented(`${operationName(request)} on managed disks`);
    await putManagedPage(request, world.pages, blob, () => {
      const changedAt = world.clock.nowTicks();
      writeTimes.set(blob.access.resource.uniqueId, changedAt);
      return { ...blob, changedAt };
    });
  }

  return async (request) => {
    const blob = await open(request);
    switch (operationName(request)) {
      case "Get Blob Properties":
        return answerProperties(request, readable(blob));
      case "Get Blob":
        return answerContent(request, readable(blob));
      case "Get Page Ranges":
        return getManagedPageList(request, world, blob);
      default:
        if (request.method !== "GET" && request.method !== "HEAD") return write(request, blob);
        throw notImplemented(`${operationName(request)} on managed disks`);
    }
  };
}
