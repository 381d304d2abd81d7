// Entra ID as clients see it: tokens (v2 with scope, v1 with resource), the sign-in page, OpenID discovery, keys, and
// instance discovery. Paths begin with the tenant's id, with "organizations" or "common", or with "adfs": under that
// name clients of Azure Stack look (az too), and ask no other host whether this one may be trusted.

import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody } from "../server/http.ts";
import { answerCors } from "./cors.ts";
import { EntraError } from "./entra-error.ts";
import { grantAuthorizationCode } from "./grants/authorization-code-grant.ts";
import { grantClientCredentials } from "./grants/client-credentials-grant.ts";
import { grantRefreshToken } from "./grants/refresh-token-grant.ts";
import type { Identities } from "./identities.ts";
import { discoveryDocument, instanceDocument } from "./openid-discovery.ts";
import { answerAuthorize } from "./sign-in/authorize-endpoint.ts";
import { sendErrorPage } from "./sign-in/error-page.ts";
import { answerLogout } from "./sign-in/logout.ts";
import type { SignInCall, SignInDeps } from "./sign-in-call.ts";
import { answerJson, refuseInJson } from "./sign-in-call.ts";
import { createAuthorizationCodes } from "./tokens/authorization-codes.ts";
import { createRefreshTokens } from "./tokens/refresh-tokens.ts";

export type TokenEndpointDeps = SignInDeps;

const pathPattern =
  /^\/([^/]+)\/(oauth2\/v2\.0\/(?:token|authorize|logout)|oauth2\/token|(?:v2\.0\/)?\.well-known\/openid-configuration|discovery\/v2\.0\/keys|discovery\/keys|discovery\/instance)$/i;

/** true: answered. */
export function createTokenEndpoint(deps: TokenEndpointDeps) {
  const codes = createAuthorizationCodes();
  const refreshTokens = createRefreshTokens(deps.tokens.deriveKey("refresh tokens"));

  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    const [, tenant, operation] = pathPattern.exec(url.pathname) ?? [];
    if (tenant === undefined || operation === undefined) return false;
    const { identities, tokens } = deps;
    const call: SignInCall = { identities, tokens, codes, refreshTokens, req, res, url, origin: url.origin };
    const name = operation.toLowerCase();
    if (name.endsWith("authorize") || name.endsWith("logout")) await answerPerson(call, tenant, name);
    else if (!answerCors(req, res)) await answerProgram(call, tenant, name);
    return true;
  };
}

/** Pages: whoever reads the answer is a person. */
async function answerPerson(call: SignInCall, tenant: string, name: string): Promise<void> {
  if (!isTenant(call.identities, tenant)) return sendErrorPage(call, unknownTenant(tenant));
  if (call.req.method !== "GET" && call.req.method !== "POST")
    return sendErrorPage(
      call,
      new EntraError("invalid_request", 900561, "The endpoint only accepts GET and POST requests.", { status: 405 }),
    );
  return name.endsWith("logout") ? answerLogout(call) : answerAuthorize(call);
}

async function answerProgram(call: SignInCall, tenant: string, name: string): Promise<void> {
  try {
    answerJson(call, 200, await documentOf(call, tenant, name));
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    refuseInJson(call, error);
  }
}

async function documentOf(call: SignInCall, tenant: string, name: string): Promise<unknown> {
  if (name === "discovery/instance") return instanceDocument(call);
  if (!isTenant(call.identities, tenant)) throw unknownTenant(tenant);
  if (name.endsWith("openid-configuration")) return discoveryDocument(call, tenant.toLowerCase() === "adfs");
  if (name.endsWith("keys")) return call.tokens.publicKeys();
  if (call.req.method !== "POST")
    throw new EntraError("invalid_request", 900561, "The endpoint only accepts POST requests.", { status: 405 });
  return grantTokens(call);
}

async function grantTokens(call: SignInCall): Promise<unknown> {
  const form = new URLSearchParams((await readBody(call.req)).toString("utf8"));
  const grantType = form.get("grant_type") ?? "";
  switch (grantType) {
    case "client_credentials":
      return grantClientCredentials(call, form);
    case "authorization_code":
      return grantAuthorizationCode(call, form);
    case "refresh_token":
      return grantRefreshToken(call, form);
    default:
      throw new EntraError(
        "unsupported_grant_type",
        70003,
        `The app requested an unsupported grant type '${grantType}'. Local Azure knows authorization_code, client_credentials and refresh_token.`,
      );
  }
}

function isTenant(identities: Identities, tenant: string): boolean {
  return [identities.tenantId, "organizations", "common", "adfs"].includes(tenant.toLowerCase());
}

function unknownTenant(tenant: string): EntraError {
  return new EntraError("invalid_request", 90002, `Tenant '${tenant}' not found.`);
}
