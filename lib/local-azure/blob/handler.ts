// The blob endpoint. Paths are /{account}/{container}/{blob}; accounts that begin with md- are the hidden ones
// behind disks and snapshots, which only a SAS opens.

import type { IncomingMessage, ServerResponse } from "node:http";
import { logFailure } from "../log-failure.ts";
import type { Records } from "../model/records/records.ts";
import { createAccountBlobs } from "./accounts/account-blobs.ts";
import type { AccountCatalog } from "./accounts/account-catalog.ts";
import type { Entra } from "./accounts/account-request.ts";
import { BlobError, invalidHeader, notImplemented } from "./blob-error.ts";
import { answerError, type BlobRequest, readBlobRequest } from "./blob-request.ts";
import { createManagedBlobs } from "./managed/managed-blobs.ts";
import { operationName } from "./operation-name.ts";

export type BlobHandler = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Without accounts there are only the hidden ones. */
export interface BlobDeps {
  world: Records;
  accounts?: AccountCatalog;
  /** Judges bearer tokens. */
  entra?: Entra;
}

export function createBlobHandler({ world, accounts, entra }: BlobDeps): BlobHandler {
  const managedBlobs = createManagedBlobs(world, entra);
  const accountBlobs = accounts === undefined ? undefined : createAccountBlobs({ world, catalog: accounts, entra });

  async function route(request: BlobRequest): Promise<void> {
    if (request.refusedVersion !== undefined) throw invalidHeader("x-ms-version", request.refusedVersion);
    if (request.headers["x-ms-structured-body"] !== undefined) throw notImplemented("structured message bodies");
    if (request.url.pathname.startsWith("/md-")) return managedBlobs(request);
    if (accountBlobs !== undefined) return accountBlobs(request);
    throw notImplemented(`${operationName(request)} on storage accounts`);
  }

  return async (req, res) => {
    const request = readBlobRequest(req, res, world.clock);
    try {
      await route(request);
    } catch (error) {
      answerError(request, error instanceof BlobError ? error : internalError(error));
    } finally {
      // What a refused write has not been read of would block the connection for the next request.
      req.resume();
    }
  };
}

function internalError(error: unknown): BlobError {
  logFailure(error);
  return new BlobError(500, "InternalError", "The server encountered an internal error. Please retry the request.");
}
