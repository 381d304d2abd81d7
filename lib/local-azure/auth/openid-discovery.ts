// OpenID discovery, and instance discovery, by which MSAL asks whether an authority may be trusted.

import type { SignInCall } from "./sign-in-call.ts";
import { challengeMethods } from "./tokens/pkce.ts";

/** isAdfs: under the tenant "adfs" the token endpoint has that name too. */
export function discoveryDocument({ origin, identities }: SignInCall, isAdfs: boolean) {
  const base = `${origin}/${identities.tenantId}`;
  return {
    token_endpoint: isAdfs ? `${origin}/adfs/oauth2/token` : `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic", "none"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
    code_challenge_methods_supported: challengeMethods,
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "email", "tid", "ver", "oid"],
  };
}

export function instanceDocument({ origin, identities }: SignInCall) {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/${identities.tenantId}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
