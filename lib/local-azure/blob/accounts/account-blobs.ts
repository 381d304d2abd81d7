// Storage accounts on the blob endpoint: who may call, and what answers which call. Only page blobs exist here.

import type { World } from "../../model/world.ts";
import { authenticationFailed, BlobError, notImplemented } from "../blob-error.ts";
import type { BlobRequest } from "../blob-request.ts";
import { operationName } from "../operation-name.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import { type AccountRequest, parseAccountPath } from "./account-request.ts";
import { deleteBlob, putBlob, setBlobMetadata, setBlobProperties, snapshotBlob } from "./change-blob.ts";
import { createContainer, deleteContainer, getContainer, listContainers } from "./containers.ts";
import { listBlobs } from "./list-blobs.ts";
import { getBlob, getPageRanges, getProperties } from "./read-blob.ts";
import { assertServiceSas } from "./service-sas.ts";
import { assertSharedKey } from "./shared-key.ts";
import { copyBlob, putPage, putPageFromUrl } from "./write-pages.ts";

interface Operation {
  run: (request: AccountRequest, world: World) => void | Promise<void>;
  /** The letters of a SAS, any of which opens it; "" for the account key only. */
  letters: string;
}

const blobOperations: Record<string, Operation> = {
  "Get Blob": { run: getBlob, letters: "r" },
  "Get Blob Properties": { run: getProperties, letters: "r" },
  "Get Page Ranges": { run: getPageRanges, letters: "r" },
  "Put Blob": { run: putBlob, letters: "cw" },
  "Put Page": { run: putPage, letters: "w" },
  "Put Page From URL": { run: putPageFromUrl, letters: "w" },
  "Copy Blob": { run: copyBlob, letters: "cw" },
  "Snapshot Blob": { run: snapshotBlob, letters: "cw" },
  "Set Blob Properties": { run: setBlobProperties, letters: "w" },
  "Set Blob Metadata": { run: setBlobMetadata, letters: "w" },
  "Delete Blob": { run: deleteBlob, letters: "d" },
};

/** By method and comp, with restype=container. */
const containerOperations: Record<string, Operation> = {
  "PUT ": { run: createContainer, letters: "" },
  "DELETE ": { run: deleteContainer, letters: "" },
  "GET ": { run: getContainer, letters: "" },
  "HEAD ": { run: getContainer, letters: "" },
  "GET list": { run: listBlobs, letters: "l" },
};

export function createAccountBlobs(world: World, catalog: AccountCatalog): (request: BlobRequest) => Promise<void> {
  return async (plain) => {
    const { accountName, containerName, blobName } = parseAccountPath(plain.url.pathname);
    const account = catalog.accounts.get(accountName);
    if (account === undefined) throw new BlobError(404, "ResourceNotFound", `There is no storage account ${accountName} here.`);
    const request: AccountRequest = { ...plain, catalog, account, containerName, blobName };
    const operation = findOperation(request);
    assertMayCall(request, operation);
    await operation.run(request, world);
  };
}

function findOperation(request: AccountRequest): Operation {
  const { method, comp, containerName, blobName, url } = request;
  const name = operationName(request);
  if (blobName !== "") return blobOperations[name] ?? refuse(`${name} on storage accounts`);
  if (containerName === "") {
    if (method === "GET" && comp === "list") return { run: listContainers, letters: "" };
    return refuse(`${method} of comp=${comp} on a storage account`);
  }
  const isContainer = url.searchParams.get("restype") === "container";
  return (isContainer ? containerOperations[`${method} ${comp}`] : undefined) ?? refuse(`${method} of comp=${comp} on a container`);
}

function refuse(operation: string): never {
  throw notImplemented(operation);
}

function assertMayCall(request: AccountRequest, { letters }: Operation): void {
  const { account, containerName, blobName, headers, url } = request;
  const authorization = headers.authorization;
  if (authorization?.startsWith("Bearer ")) throw notImplemented("bearer tokens on storage accounts");
  if (authorization !== undefined) {
    assertSharedKey(request, account);
    return;
  }
  if (!url.searchParams.has("sig")) {
    throw new BlobError(
      401,
      "NoAuthenticationInformation",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    );
  }
  if (letters === "") throw authenticationFailed("This operation needs the account key.");
  assertServiceSas(request, account, { container: containerName, blob: blobName }, letters);
}
