// Storage accounts on the blob endpoint: which call is which, and what each needs. Page blobs, and block blobs as far
// as one call writes them.

import type { Records } from "../../model/records/records.ts";
import { notImplemented } from "../blob-error.ts";
import { type BlobRequest, headerOf } from "../blob-request.ts";
import { operationName } from "../operation-name.ts";
import { authorize } from "./access/authorize.ts";
import type { Need } from "./access/need.ts";
import type { AccountCatalog } from "./account-catalog.ts";
import { type AccountRequest, accountNotFound, type Entra, parseAccountPath } from "./account-request.ts";
import { deleteBlob, putBlob, setBlobMetadata, setBlobProperties, snapshotBlob } from "./change-blob.ts";
import { getContainerAcl, setContainerAcl } from "./containers/container-acl.ts";
import {
  createContainer,
  deleteContainer,
  getContainer,
  getContainerMetadata,
  listContainers,
  setContainerMetadata,
} from "./containers/containers.ts";
import { listBlobs } from "./containers/list-blobs.ts";
import { incrementalCopy } from "./incremental-copy.ts";
import { leaseBlob, leaseContainer } from "./leases/lease-calls.ts";
import { getBlob, getMetadata, getPageRanges, getProperties } from "./read-blob.ts";
import { copyBlob, putPage, putPageFromUrl } from "./write-pages.ts";

interface Operation {
  run: (request: AccountRequest) => void | Promise<void>;
  need: Need;
}

type Run = Operation["run"];

function onBlob(run: Run, letters: string, verb: "read" | "write" | "delete"): Operation {
  return { run, need: { level: "o", letters, action: `containers/blobs/${verb}` } };
}

const blobOperations: Record<string, Operation> = {
  "Get Blob": onBlob(getBlob, "r", "read"),
  "Get Blob Properties": onBlob(getProperties, "r", "read"),
  "Get Blob Metadata": onBlob(getMetadata, "r", "read"),
  "Get Page Ranges": onBlob(getPageRanges, "r", "read"),
  "Put Blob": onBlob(putBlob, "cw", "write"),
  "Put Page": onBlob(putPage, "w", "write"),
  "Put Page From URL": onBlob(putPageFromUrl, "w", "write"),
  "Copy Blob": onBlob(copyBlob, "cw", "write"),
  "Incremental Copy Blob": onBlob(incrementalCopy, "cw", "write"),
  "Snapshot Blob": onBlob(snapshotBlob, "cw", "write"),
  "Set Blob Properties": onBlob(setBlobProperties, "w", "write"),
  "Set Blob Metadata": onBlob(setBlobMetadata, "w", "write"),
  "Lease Blob": onBlob(leaseBlob, "w", "write"),
  "Delete Blob": onBlob(deleteBlob, "d", "delete"),
};

function onContainer(run: Run, letters: string, action: string): Operation {
  return { run, need: { level: "c", letters, action: `containers/${action}` } };
}

/** By method and comp, with restype=container. */
const containerOperations: Record<string, Operation> = {
  "PUT ": onContainer(createContainer, "cw", "write"),
  "DELETE ": onContainer(deleteContainer, "d", "delete"),
  "GET ": onContainer(getContainer, "r", "read"),
  "HEAD ": onContainer(getContainer, "r", "read"),
  "GET metadata": onContainer(getContainerMetadata, "r", "read"),
  "HEAD metadata": onContainer(getContainerMetadata, "r", "read"),
  "PUT metadata": onContainer(setContainerMetadata, "w", "write"),
  "GET acl": onContainer(getContainerAcl, "", "getAcl/action"),
  "HEAD acl": onContainer(getContainerAcl, "", "getAcl/action"),
  "PUT acl": onContainer(setContainerAcl, "", "setAcl/action"),
  "PUT lease": onContainer(leaseContainer, "w", "write"),
  "GET list": { run: listBlobs, need: { level: "c", letters: "l", isForContainerSas: true, action: "containers/blobs/read" } },
};

const listOfContainers: Operation = { run: listContainers, need: { level: "s", letters: "l", action: "containers/read" } };

export interface AccountBlobsDeps {
  world: Records;
  catalog: AccountCatalog;
  entra?: Entra;
}

export function createAccountBlobs({ world, catalog, entra }: AccountBlobsDeps): (request: BlobRequest) => Promise<void> {
  return async (plain) => {
    const { accountName, containerName, blobName } = parseAccountPath(plain.url.pathname);
    const account = catalog.accounts.get(accountName);
    if (account === undefined) throw accountNotFound(accountName);
    const request: AccountRequest = { ...plain, catalog, world, entra, account, containerName, blobName, mayOverwrite: false };
    const { run, need } = findOperation(request);
    request.mayOverwrite = (await authorize(request, needOf(request, need))).mayOverwrite;
    assertKnownHeaders(request);
    await run(request);
  };
}

/** Who may delete may break a lease, too. */
function needOf({ comp, headers }: AccountRequest, need: Need): Need {
  const breaks = comp === "lease" && headerOf(headers, "x-ms-lease-action")?.toLowerCase() === "break";
  return breaks ? { ...need, letters: "wd" } : need;
}

const unknownHeaders = [
  "x-ms-access-tier",
  "x-ms-tags",
  "x-ms-if-tags",
  "x-ms-seal-blob",
  "x-ms-legal-hold",
  "x-ms-immutability-policy-until-date",
  "x-ms-encryption-key",
  "x-ms-encryption-scope",
];

function assertKnownHeaders({ headers }: AccountRequest): void {
  const unknown = unknownHeaders.find((name) => headers[name] !== undefined);
  if (unknown !== undefined) throw notImplemented(`the header ${unknown}`);
}

function findOperation(request: AccountRequest): Operation {
  const { method, comp, containerName, blobName, url } = request;
  const name = operationName(request);
  if (blobName !== "") return blobOperations[name] ?? refuse(`${name} on storage accounts`);
  if (containerName === "")
    return method === "GET" && comp === "list" ? listOfContainers : refuse(`${method} of comp=${comp} on a storage account`);
  const isContainer = url.searchParams.get("restype") === "container";
  return (isContainer ? containerOperations[`${method} ${comp}`] : undefined) ?? refuse(`${method} of comp=${comp} on a container`);
}

function refuse(operation: string): never {
  throw notImplemented(operation);
}
