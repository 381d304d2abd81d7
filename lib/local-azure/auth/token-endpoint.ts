// Entra ID as clients see it: the token endpoint (v2 with scope, v1 with resource), OpenID discovery, keys, and instance
// discovery. Paths begin with the tenant's id, with "organizations" or "common" in discovery, or with "adfs": under that
// name clients of Azure Stack look (az too), and ask no other host whether this one may be trusted.

import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, sendCompactJson } from "../http.ts";
import { newGuid } from "../model/ids.ts";
import type { ClientIdentity, Identities } from "./identities.ts";
import type { TokenAuthority } from "./tokens.ts";
import { tokenSeconds } from "./tokens.ts";

export interface TokenEndpointDeps {
  identities: Identities;
  tokens: TokenAuthority;
}

interface Call extends TokenEndpointDeps {
  req: IncomingMessage;
  res: ServerResponse;
  /** https://host:port as the client called it. */
  origin: string;
}

const pathPattern =
  /^\/([^/]+)\/(oauth2\/v2\.0\/token|oauth2\/token|(?:v2\.0\/)?\.well-known\/openid-configuration|discovery\/v2\.0\/keys|discovery\/keys|discovery\/instance)$/i;

/** true: answered. */
export function createTokenEndpoint(deps: TokenEndpointDeps) {
  return async (req: IncomingMessage, res: ServerResponse, url: URL): Promise<boolean> => {
    const match = pathPattern.exec(url.pathname);
    if (match === null) return false;
    const [, tenant = "", operation = ""] = match;
    const call: Call = { ...deps, req, res, origin: url.origin };
    const name = operation.toLowerCase();
    if (name === "discovery/instance") return answerInstance(call);
    if (!isTenant(deps.identities, tenant)) return refuse(call, 400, "invalid_request", 90002, `Tenant '${tenant}' not found.`);
    if (name.endsWith("openid-configuration")) return answerDiscovery(call, tenant.toLowerCase() === "adfs");
    if (name.endsWith("keys")) return answer(call, 200, deps.tokens.publicKeys());
    if (req.method !== "POST") return refuse(call, 405, "invalid_request", 900561, "The endpoint only accepts POST requests.");
    return answerToken(call);
  };
}

function isTenant(identities: Identities, tenant: string): boolean {
  return [identities.tenantId, "organizations", "common", "adfs"].includes(tenant.toLowerCase());
}

function answerDiscovery(call: Call, isAdfs: boolean): boolean {
  const { origin } = call;
  const base = `${origin}/${call.identities.tenantId}`;
  return answer(call, 200, {
    token_endpoint: isAdfs ? `${origin}/adfs/oauth2/token` : `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "tid", "ver", "oid"],
  });
}

function answerInstance(call: Call): boolean {
  const { host } = new URL(call.origin);
  return answer(call, 200, {
    tenant_discovery_endpoint: `${call.origin}/${call.identities.tenantId}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  });
}

async function answerToken(call: Call): Promise<boolean> {
  const form = new URLSearchParams((await readBody(call.req)).toString("utf8"));
  const grantType = form.get("grant_type") ?? "";
  if (grantType !== "client_credentials") {
    return refuse(
      call,
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${grantType}'. Local Azure knows client_credentials.`,
    );
  }
  const client = findClient(call, form);
  if (client === undefined)
    return refuse(call, 401, "invalid_client", 7000215, "Invalid client secret provided, or the application is not known in this tenant.");
  const audience = audienceOf(form);
  if (audience === undefined) {
    return refuse(
      call,
      400,
      "invalid_scope",
      1002012,
      "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.",
    );
  }
  const token = await call.tokens.issue(client, audience, call.origin);
  return answer(call, 200, { token_type: "Bearer", expires_in: tokenSeconds, ext_expires_in: tokenSeconds, access_token: token });
}

function findClient({ req, identities }: Call, form: URLSearchParams): ClientIdentity | undefined {
  const basic = /^Basic (.+)$/i.exec(req.headers.authorization ?? "");
  const [user = "", secret = ""] =
    basic?.[1] === undefined ? [] : Buffer.from(basic[1], "base64").toString("utf8").split(":").map(decodeURIComponent);
  const clientId = form.get("client_id") ?? user;
  const given = form.get("client_secret") ?? secret;
  return identities.clients.find((client) => client.clientId === clientId.toLowerCase() && isSame(given, client.clientSecret));
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function audienceOf(form: URLSearchParams): string | undefined {
  const resource = form.get("resource");
  if (resource !== null) return resource;
  const scope = (form.get("scope") ?? "").split(" ").find((part) => part.endsWith("/.default"));
  return scope?.slice(0, -"/.default".length);
}

function answer({ res }: Call, status: number, body: unknown): boolean {
  sendCompactJson(res, status, body, { "Cache-Control": "no-store, no-cache", Pragma: "no-cache", "x-ms-request-id": newGuid() });
  return true;
}

function refuse(call: Call, status: number, error: string, code: number, message: string): boolean {
  const [traceId, correlationId] = [newGuid(), newGuid()];
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  return answer(call, status, {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  });
}
