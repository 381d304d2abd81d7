// The page blob of this server a disk is imported from. Its URL needs no SAS: whoever may create the disk is trusted with the account.

import type { PageBlobSource } from "../../model/rules/import-vhd.ts";
import { BlobError } from "../blob-error.ts";
import { isOwnHost } from "../own-host.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import { parseAccountPath } from "./account-request.ts";

/** blobPort: of this server; URLs of others lead nowhere. */
export function findPageBlob(catalog: AccountCatalog, address: string, blobPort: number): PageBlobSource | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !isOwnHost(url, String(blobPort))) return undefined;
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
