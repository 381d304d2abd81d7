// Who may call: the account's key, a SAS signed with it, or a bearer token with a role on the blob's data.

import { BlobError, notImplemented } from "../../blob-error.ts";
import type { AccountRequest } from "../account-request.ts";
import { assertAccountSas } from "./account-sas.ts";
import { assertBearer } from "./bearer.ts";
import type { Need, Permission } from "./need.ts";
import { assertServiceSas } from "./service-sas.ts";
import { assertSharedKey } from "./shared-key.ts";

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
