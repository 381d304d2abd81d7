// grant_type=authorization_code: the code of the sign-in page for tokens, by the application it was made for and nobody else.

import { EntraError, missingParameter } from "../entra-error.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { isVerified } from "../tokens/pkce.ts";
import { narrowScope, parseScopes } from "../tokens/scopes.ts";
import { issueUserTokens } from "../tokens/user-tokens.ts";
import { authenticateApplication } from "./app-authentication.ts";

export async function grantAuthorizationCode(call: SignInCall, form: URLSearchParams) {
  const application = authenticateApplication(call, form);
  const code = form.get("code");
  if (code === null) throw missingParameter("code");
  const grant = call.codes.find(code);
  if (grant.clientId !== application.clientId) {
    throw new EntraError("invalid_grant", 70000, "Provided grant is invalid: the code was issued to another application.");
  }
  const redirectUri = form.get("redirect_uri");
  if (redirectUri !== grant.redirectUri) {
    throw new EntraError(
      "invalid_grant",
      500112,
      `The reply address '${redirectUri ?? ""}' does not match the reply address '${grant.redirectUri}' provided when requesting Authorization code.`,
    );
  }
  if (!isVerified(grant.challenge, form.get("code_verifier") ?? undefined)) {
    throw new EntraError(
      "invalid_grant",
      501481,
      "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
    );
  }
  const persona = call.identities.personas.find(({ objectId }) => objectId === grant.personaId);
  if (persona === undefined) throw new EntraError("invalid_grant", 50034, "The user account does not exist in the directory.");
  const scope = narrowScope(form, grant.scope);
  const scopes = parseScopes(scope);
  call.codes.redeem(code);
  return issueUserTokens(call, { persona, application, scope, scopes, nonce: grant.nonce });
}
