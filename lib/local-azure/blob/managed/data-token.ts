// The data of a disk or snapshot whose dataAccessAuthMode is AzureActiveDirectory: beside the SAS a bearer token for disks, of
// somebody with the data action over the resource.

import type { ClientIdentity } from "../../auth/identities.ts";
import { isDataAllowed } from "../../auth/rights/authorization.ts";
import { TokenRefused } from "../../auth/tokens/tokens.ts";
import type { Records } from "../../model/records/records.ts";
import { isSnapshot } from "../../model/records/resource.ts";
import type { AccessGranted } from "../../model/rules/resolve-grant.ts";
import type { Entra } from "../accounts/account-request.ts";
import { BlobError, notImplemented, permissionMismatch } from "../blob-error.ts";
import type { BlobRequest } from "../blob-request.ts";

/** Its scope is written with two slashes: https://disk.azure.com//.default */
const audience = "https://disk.azure.com";

export function wantsDataToken({ resource }: AccessGranted): boolean {
  return resource.dataAccessAuthMode === "AzureActiveDirectory";
}

export async function assertDataToken(
  { headers, url }: BlobRequest,
  { resource, access }: AccessGranted,
  { world, entra }: { world: Records; entra: Entra | undefined },
): Promise<void> {
  if (entra === undefined) throw notImplemented("bearer tokens without a token authority");
  const challenge = `Bearer authorization_uri=${url.origin}/${entra.tenantId}/oauth2/authorize resource_id=${audience}/`;
  const token = /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined) throw unauthenticated("NoAuthenticationInformation", challenge);
  const client = await verified(entra, token, challenge);
  const action = `Microsoft.Compute/${isSnapshot(resource) ? "snapshots" : "disks"}/${access === "Write" ? "upload" : "download"}/action`;
  if (!isDataAllowed({ world, client }, action, resource.id)) throw permissionMismatch();
}

async function verified({ tokens }: Entra, token: string, challenge: string): Promise<ClientIdentity> {
  try {
    return await tokens.verify(token, (given) => given.replace(/\/+$/, "") === audience);
  } catch (error) {
    if (error instanceof TokenRefused) throw unauthenticated("InvalidAuthenticationInfo", challenge, error.message);
    throw error;
  }
}

function unauthenticated(code: string, challenge: string, detail?: string): BlobError {
  const message = "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
  const details: Record<string, string> = detail === undefined ? {} : { AuthenticationErrorDetail: detail };
  return new BlobError(401, code, message, { details, headers: { "WWW-Authenticate": challenge } });
}
