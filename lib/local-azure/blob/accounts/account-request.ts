// Which account, container and blob a path names, and whether they exist.

import type { TokenAuthority } from "../../auth/tokens/tokens.ts";
import type { Records } from "../../model/records/records.ts";
import { BlobError, invalidQuery } from "../blob-error.ts";
import type { BlobRequest } from "../blob-request.ts";
import { snapshotTimeForm } from "../blob-times.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import type { AccountBlob, BlobVersion, Container, StorageAccount } from "./account-types.ts";

/** Judges bearer tokens. */
export interface Entra {
  tokens: TokenAuthority;
  tenantId: string;
}

export interface AccountRequest extends BlobRequest {
  catalog: AccountCatalog;
  world: Records;
  /** Where bearer tokens are judged; absent: none is accepted. */
  entra?: Entra;
  account: StorageAccount;
  /** false: what opened the call may create blobs and overwrite none. */
  mayOverwrite: boolean;
  /** "" when the call is on the account. */
  containerName: string;
  /** Decoded; "" when the call is on the container. */
  blobName: string;
}

export function parseAccountPath(pathname: string): { accountName: string; containerName: string; blobName: string } {
  const [, accountName = "", containerName = "", ...rest] = pathname.split("/");
  try {
    return { accountName, containerName, blobName: decodeURIComponent(rest.join("/")) };
  } catch {
    throw new BlobError(400, "InvalidUri", "The requested URI does not represent any resource on the server.");
  }
}

/** As it is now: after a wait the account, too, may have gone. */
export function findContainer({ catalog, account, containerName }: AccountRequest): Container {
  if (catalog.accounts.get(account.name) !== account) throw accountNotFound(account.name);
  const container = account.containers.get(containerName);
  if (container === undefined) throw new BlobError(404, "ContainerNotFound", "The specified container does not exist.");
  return container;
}

export function findBlob(request: AccountRequest): AccountBlob {
  const blob = findContainer(request).blobs.get(request.blobName);
  if (blob === undefined) throw blobNotFound();
  return blob;
}

/** The blob itself, or the snapshot the query names. */
export function findVersion(request: AccountRequest): { blob: AccountBlob; version: BlobVersion; time: string | undefined } {
  const blob = findBlob(request);
  const time = request.url.searchParams.get("snapshot") ?? undefined;
  if (time === undefined) return { blob, version: blob, time };
  if (!snapshotTimeForm.test(time)) throw invalidQuery("snapshot", time);
  const version = blob.snapshots.find((snapshot) => snapshot.time === time);
  if (version === undefined) throw blobNotFound();
  return { blob, version, time };
}

export function assertNotSnapshot(request: AccountRequest): void {
  const time = request.url.searchParams.get("snapshot");
  if (time !== null) throw invalidQuery("snapshot", time);
}

export function accountNotFound(name: string): BlobError {
  const message = name === "" ? "The path names no storage account." : `There is no storage account ${name} here.`;
  return new BlobError(404, "ResourceNotFound", message);
}

function blobNotFound(): BlobError {
  return new BlobError(404, "BlobNotFound", "The specified blob does not exist.");
}
