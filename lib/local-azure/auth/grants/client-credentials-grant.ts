// grant_type=client_credentials: a token for the application itself; v2 says scope, v1 says resource.

import { EntraError } from "../entra-error.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { tokenSeconds } from "../tokens/tokens.ts";
import { authenticateKnownClient } from "./app-authentication.ts";

export async function grantClientCredentials(call: SignInCall, form: URLSearchParams) {
  const client = authenticateKnownClient(call, form);
  const token = await call.tokens.sign({
    authorityUrl: call.origin,
    audience: audienceOf(form),
    subject: client.objectId,
    claims: { azp: client.clientId, azpacr: "1", oid: client.objectId, app_displayname: client.name },
  });
  return { token_type: "Bearer", expires_in: tokenSeconds, ext_expires_in: tokenSeconds, access_token: token };
}

function audienceOf(form: URLSearchParams): string {
  const resource = form.get("resource");
  if (resource !== null) return resource;
  const scope = (form.get("scope") ?? "").split(" ").find((part) => part.endsWith("/.default"));
  if (scope !== undefined) return scope.slice(0, -"/.default".length);
  throw new EntraError(
    "invalid_scope",
    1002012,
    "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.",
  );
}
