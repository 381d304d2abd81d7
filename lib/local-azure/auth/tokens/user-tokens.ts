// What the token endpoint answers for a person: an access token for one resource, and, as asked, an ID token for the
// application and a refresh token.

import { createHash } from "node:crypto";
import type { Application } from "../grants/app-authentication.ts";
import type { Persona } from "../identities.ts";
import type { SignInCall } from "../sign-in-call.ts";
import type { Scopes } from "./scopes.ts";
import { tokenSeconds } from "./tokens.ts";

export interface UserGrant {
  persona: Persona;
  application: Application;
  scopes: Scopes;
  /** As asked; what a refresh without a scope gets. */
  scope: string;
  nonce?: string;
}

export async function issueUserTokens(call: SignInCall, grant: UserGrant) {
  const { persona, application, scopes, scope } = grant;
  const { openId } = scopes;
  const refreshGrant = { personaId: persona.objectId, clientId: application.clientId, scope };
  return {
    token_type: "Bearer",
    scope: scopes.granted.join(" "),
    expires_in: tokenSeconds,
    ext_expires_in: tokenSeconds,
    access_token: await signAccessToken(call, grant),
    ...(openId.includes("offline_access") ? { refresh_token: await call.refreshTokens.issue(refreshGrant) } : {}),
    ...(openId.includes("openid") ? { id_token: await signIdToken(call, grant) } : {}),
    client_info: clientInfo(call, persona),
  };
}

/** Which account in which tenant, for clients that do not read tokens. */
export function clientInfo({ identities }: SignInCall, { objectId }: Persona): string {
  return Buffer.from(JSON.stringify({ uid: objectId, utid: identities.tenantId })).toString("base64url");
}

function signAccessToken(call: SignInCall, { persona, application, scopes }: UserGrant): Promise<string> {
  return call.tokens.sign({
    authorityUrl: call.origin,
    audience: scopes.resource,
    subject: pairwiseSubject(persona, scopes.resource),
    claims: {
      azp: application.clientId,
      azpacr: application.known === undefined ? "0" : "1",
      idtyp: "user",
      scp: scopes.permissions.join(" "),
      upn: persona.userPrincipalName,
      ...profileOf(persona),
    },
  });
}

function signIdToken(call: SignInCall, { persona, application: { clientId }, scopes, nonce }: UserGrant): Promise<string> {
  return call.tokens.sign({
    authorityUrl: call.origin,
    audience: clientId,
    subject: pairwiseSubject(persona, clientId),
    claims: {
      ...profileOf(persona),
      ...(scopes.openId.includes("email") ? { email: persona.userPrincipalName } : {}),
      ...(nonce === undefined ? {} : { nonce }),
    },
  });
}

function profileOf({ name, objectId, userPrincipalName }: Persona) {
  return { name, oid: objectId, preferred_username: userPrincipalName };
}

/** Entra's sub: the same person is another subject to every reader. */
function pairwiseSubject({ objectId }: Persona, audience: string): string {
  return createHash("sha256")
    .update(JSON.stringify([objectId, audience]))
    .digest("base64url");
}
