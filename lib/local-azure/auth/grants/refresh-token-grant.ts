// grant_type=refresh_token: new tokens for the same person and application, for whichever resource is asked now.

import { EntraError, missingParameter } from "../entra-error.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { narrowScope, parseScopes } from "../tokens/scopes.ts";
import { issueUserTokens } from "../tokens/user-tokens.ts";
import { authenticateApplication } from "./app-authentication.ts";

export async function grantRefreshToken(call: SignInCall, form: URLSearchParams) {
  const application = authenticateApplication(call, form);
  const token = form.get("refresh_token");
  if (token === null) throw missingParameter("refresh_token");
  const grant = await call.refreshTokens.open(token);
  if (grant.clientId !== application.clientId) {
    throw new EntraError("invalid_grant", 70000, "Provided grant is invalid: the refresh token was issued to another application.");
  }
  const persona = call.identities.personas.find(({ objectId }) => objectId === grant.personaId);
  if (persona === undefined) throw new EntraError("invalid_grant", 50034, "The user account does not exist in the directory.");
  const scope = narrowScope(form, grant.scope);
  return issueUserTokens(call, { persona, application, scope, scopes: parseScopes(scope) });
}
