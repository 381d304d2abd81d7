// Who may call: the account's key, a SAS signed with it, or a bearer token with a role on the blob's data.

import { BlobError, notImplemented, permissionMismatch } from "../blob-error.ts";
import type { AccountRequest } from "./account-request.ts";
import { assertAccountSas } from "./account-sas.ts";
import { assertBearer } from "./bearer.ts";
import { assertServiceSas } from "./service-sas.ts";
import { assertSharedKey } from "./shared-key.ts";

export interface Need {
  /** What the call is on, in the letters of an account SAS: the account, a container, a blob. */
  level: "s" | "c" | "o";
  /** Permission letters of a SAS, any of which opens the call; "" when no SAS does. */
  letters: string;
  /** A container's own SAS opens it too; blobs' SAS open all calls on blobs. */
  isForContainerSas?: boolean;
  /** What a role must allow, under Microsoft.Storage/storageAccounts/blobServices/. */
  action: string;
}

export interface Permission {
  mayOverwrite: boolean;
}

export async function authorize(request: AccountRequest, need: Need): Promise<Permission> {
  const authorization = request.headers.authorization;
  if (authorization === undefined) {
    if (!request.url.searchParams.has("sig")) throw noAuthentication(request);
    return assertSas(request, need);
  }
  const token = /^bearer (.+)$/i.exec(authorization)?.[1];
  if (token !== undefined) await assertBearer(request, token, need);
  else {
    assertKeysAllowed(request);
    assertSharedKey(request, request.account);
  }
  return { mayOverwrite: true };
}

function assertSas(request: AccountRequest, need: Need): Permission {
  const query = request.url.searchParams;
  assertKeysAllowed(request);
  if (query.has("skoid")) throw notImplemented("user delegation SAS");
  if (query.has("ses")) throw notImplemented("SAS with an encryption scope");
  return query.has("ss") ? assertAccountSas(request, need) : assertServiceSas(request, need);
}

/** granted: the permission letters of the SAS. With "c" alone blobs are created, and none is overwritten. */
export function permissionOf({ letters }: Need, granted: string): Permission {
  const opening = [...letters].filter((letter) => granted.includes(letter));
  if (opening.length === 0) throw permissionMismatch();
  return { mayOverwrite: opening.join("") !== "c" };
}

function assertKeysAllowed({ account }: AccountRequest): void {
  if (account.resource?.settings.allowSharedKeyAccess !== false) return;
  throw new BlobError(403, "KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account.");
}

function noAuthentication({ url, entra }: AccountRequest): BlobError {
  const challenge = `Bearer authorization_uri=${url.origin}/${entra?.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`;
  return new BlobError(
    401,
    "NoAuthenticationInformation",
    "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    { headers: entra === undefined ? {} : { "WWW-Authenticate": challenge } },
  );
}
