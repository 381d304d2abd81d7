// The page blob of this server a disk is imported from. Its URL needs no SAS: whoever may create the disk is trusted with the account.

import type { PageBlobSource } from "../../model/imports.ts";
import { BlobError } from "../blob-error.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import { parseAccountPath } from "./account-request.ts";

export function findPageBlob(catalog: AccountCatalog, url: URL): PageBlobSource | undefined {
  const path = pathIn(url);
  if (path === undefined) return undefined;
  const { accountName, containerName, blobName } = path;
  const account = catalog.accounts.get(accountName);
  const blob = account?.containers.get(containerName)?.blobs.get(blobName);
  if (account === undefined || blob === undefined) return undefined;
  const { imageId } = blob;
  return {
    imageId,
    lengthBytes: catalog.pages.lengthOf(imageId),
    location: account.resource?.location,
    subscriptionId: account.resource?.subscriptionId,
  };
}

function pathIn(url: URL): ReturnType<typeof parseAccountPath> | undefined {
  try {
    return parseAccountPath(url.pathname);
  } catch (error) {
    if (error instanceof BlobError) return undefined;
    throw error;
  }
}
