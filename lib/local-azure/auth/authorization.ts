// Who calls, and whether they may: ARM's 401 and 403.

import { AzureError } from "../errors.ts";
import type { ClientIdentity } from "./identities.ts";
import { allows, builtInRoles } from "./roles.ts";
import type { TokenAuthority } from "./tokens.ts";
import { TokenRefused } from "./tokens.ts";

const armAudiences = ["https://management.azure.com", "https://management.core.windows.net"];

export interface AuthenticationDeps {
  tokens: TokenAuthority;
  tenantId: string;
}

/** origin: https://host:port of the request, itself a valid audience. */
export async function authenticate(deps: AuthenticationDeps, authorization: string | undefined, origin: string): Promise<ClientIdentity> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
  const challenge = `Bearer authorization_uri="${origin}/${deps.tenantId}", error="invalid_token", error_description=`;
  if (token === undefined) {
    throw unauthorized(
      "AuthenticationFailed",
      "Authentication failed. The 'Authorization' header is missing or is not a bearer token.",
      challenge,
    );
  }
  try {
    return await deps.tokens.verify(token, (audience) => [...armAudiences, origin].includes(audience.replace(/\/+$/, "")));
  } catch (error) {
    if (!(error instanceof TokenRefused)) throw error;
    const code = {
      invalid: "InvalidAuthenticationToken",
      expired: "ExpiredAuthenticationToken",
      audience: "InvalidAuthenticationTokenAudience",
    }[error.reason];
    throw unauthorized(code, error.message, challenge);
  }
}

function unauthorized(code: string, message: string, challenge: string): AzureError {
  return new AzureError(401, code, message, {
    headers: { "WWW-Authenticate": `${challenge}"${message}"`, "x-ms-failure-cause": "gateway" },
  });
}

export function isAllowed(client: ClientIdentity, action: string): boolean {
  return client.roles.some((name) => allows(builtInRoles[name], action));
}

export function assertAllowed(client: ClientIdentity, action: string, scope: string): void {
  if (isAllowed(client, action)) return;
  throw forbidden(
    "AuthorizationFailed",
    `The client '${client.clientId}' with object id '${client.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

export interface LinkedAction {
  action: string;
  scope: string;
  linkedAction: string;
  linkedScope: string;
}

/** For the source of a snapshot or disk: the right over the new resource is not enough. */
export function assertLinkedAllowed(client: ClientIdentity, { action, scope, linkedAction, linkedScope }: LinkedAction): void {
  if (isAllowed(client, linkedAction)) return;
  throw forbidden(
    "LinkedAuthorizationFailed",
    `The client '${client.clientId}' with object id '${client.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${linkedAction}' on the linked scope(s) '${linkedScope}' (respectively) or the linked scope(s) are invalid.`,
  );
}

function forbidden(code: string, message: string): AzureError {
  return new AzureError(403, code, message, { headers: { "x-ms-failure-cause": "gateway" } });
}
