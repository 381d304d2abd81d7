// Who calls, and whether they may: ARM's 401 and 403.

import { AzureError } from "../../errors.ts";
import type { ReadableRecords } from "../../model/records/records.ts";
import type { RoleAssignment } from "../../model/records/role-assignment.ts";
import type { ClientIdentity } from "../identities.ts";
import type { TokenAuthority } from "../tokens/tokens.ts";
import { TokenRefused } from "../tokens/tokens.ts";
import type { Role } from "./roles.ts";
import { allows, allowsData, builtInRoles, roleById } from "./roles.ts";

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

/** Where roles are written down. */
export type RoleRecords = Pick<ReadableRecords, "roleAssignments">;

/** What a right is asked of. */
export interface Caller {
  world: RoleRecords;
  client: ClientIdentity;
}

export function isAllowed(caller: Caller, action: string, scope: string): boolean {
  return rolesAt(caller, scope).some((role) => allows(role, action));
}

/** For the data plane: "Microsoft.Compute/snapshots/download/action" and the like. */
export function isDataAllowed(caller: Caller, dataAction: string, scope: string): boolean {
  return rolesAt(caller, scope).some((role) => allowsData(role, dataAction));
}

/** Some right at the scope, above it or below it: enough to see that it exists. */
export function hasAnyRole({ world, client }: Caller, scope: string): boolean {
  const target = slashed(scope);
  return (
    client.roles.length > 0 ||
    assignmentsOf(world, client).some((one) => target.startsWith(slashed(one.scope)) || slashed(one.scope).startsWith(target))
  );
}

export function rolesAt({ world, client }: Caller, scope: string): Role[] {
  const target = slashed(scope);
  const assigned = assignmentsOf(world, client)
    .filter((one) => target.startsWith(slashed(one.scope)))
    .map((one) => roleById(one.roleId));
  return [...client.roles.map((name) => builtInRoles[name]), ...assigned].filter((role) => role !== undefined);
}

function assignmentsOf(world: RoleRecords, { objectId }: ClientIdentity): RoleAssignment[] {
  return [...world.roleAssignments.values()].filter((one) => one.deletedAtMs === undefined && one.principalId === objectId);
}

function slashed(scope: string): string {
  return `${scope.toLowerCase().replace(/\/+$/, "")}/`;
}

export function assertAllowed(caller: Caller, action: string, scope: string): void {
  if (isAllowed(caller, action, scope)) return;
  const { client } = caller;
  throw forbidden(
    "AuthorizationFailed",
    `The client '${displayId(client)}' with object id '${client.objectId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** What Azure calls a client in its refusals: an application by its id, a person by their name. */
function displayId({ userPrincipalName, clientId }: ClientIdentity): string {
  return userPrincipalName ?? clientId;
}

export interface LinkedAction {
  action: string;
  scope: string;
  linkedAction: string;
  linkedScope: string;
}

/** For the source of a snapshot or disk, and other resources it names: the right over the new resource is not enough. */
export function assertLinkedAllowed(caller: Caller, { action, scope, linkedAction, linkedScope }: LinkedAction): void {
  if (isAllowed(caller, linkedAction, linkedScope)) return;
  const { client } = caller;
  throw forbidden(
    "LinkedAuthorizationFailed",
    `The client '${displayId(client)}' with object id '${client.objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${linkedAction}' on the linked scope(s) '${linkedScope}' (respectively) or the linked scope(s) are invalid.`,
  );
}

function forbidden(code: string, message: string): AzureError {
  return new AzureError(403, code, message, { headers: { "x-ms-failure-cause": "gateway" } });
}
