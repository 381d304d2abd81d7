// What an application asks of the sign-in page. Who asks and where the answer goes is looked at first: before both are
// known to be good nothing is sent anywhere, and the person reads what is wrong.

import { EntraError, missingParameter } from "../entra-error.ts";
import type { Application } from "../grants/app-authentication.ts";
import { findApplication } from "../grants/app-authentication.ts";
import type { SignInCall } from "../sign-in-call.ts";
import type { CodeChallenge } from "../tokens/pkce.ts";
import { parseChallenge } from "../tokens/pkce.ts";
import { assertScopes } from "../tokens/scopes.ts";
import { parseLoopbackUrl } from "./loopback-url.ts";
import type { ReplyTo } from "./reply.ts";
import { responseModes } from "./reply.ts";

export interface Asker {
  application: Application;
  replyTo: ReplyTo;
}

export interface AuthorizeRequest {
  scope: string;
  nonce: string | undefined;
  challenge: CodeChallenge | undefined;
  prompt: string;
  loginHint: string | undefined;
}

const prompts = ["", "none", "login", "consent", "select_account", "create"];

/** Refusals are for the page. */
export function parseAsker(call: SignInCall, params: URLSearchParams): Asker {
  const application = findApplication(call, params.get("client_id"));
  const given = params.get("redirect_uri") ?? "";
  if (given === "") throw new EntraError("invalid_request", 900971, "No reply address provided.");
  const redirectUri = parseLoopbackUrl(given);
  if (redirectUri === undefined) {
    throw new EntraError(
      "invalid_request",
      50011,
      `The redirect URI '${given}' specified in the request does not match the redirect URIs configured for the application '${application.clientId}'. Local Azure sends people back to http and https addresses of localhost, 127.0.0.1 and [::1] only.`,
    );
  }
  const mode = responseModes.find((known) => known === params.get("response_mode")) ?? "query";
  return { application, replyTo: { redirectUri, mode, state: params.get("state") } };
}

/** Refusals are for the application. */
export function parseAuthorizeRequest(params: URLSearchParams, { known }: Application): AuthorizeRequest {
  const responseMode = params.get("response_mode");
  if (responseMode !== null && !responseModes.some((mode) => mode === responseMode))
    throw new EntraError("invalid_request", 70007, `'${responseMode}' is not a supported value of response_mode.`);
  assertCode(params.get("response_type"));
  const scope = params.get("scope") ?? "";
  if (scope.trim() === "") throw missingParameter("scope");
  assertScopes(scope);
  const prompt = params.get("prompt") ?? "";
  if (!prompts.includes(prompt)) throw new EntraError("invalid_request", 90023, `'${prompt}' is not a supported value of prompt.`);
  const challenge = parseChallenge(params);
  if (challenge === undefined && known === undefined) {
    throw new EntraError(
      "invalid_request",
      9002325,
      "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
    );
  }
  return { scope, nonce: params.get("nonce") ?? undefined, challenge, prompt, loginHint: params.get("login_hint") ?? undefined };
}

function assertCode(responseType: string | null): void {
  if (responseType === null) throw missingParameter("response_type");
  if (responseType === "code") return;
  throw new EntraError(
    "unsupported_response_type",
    700051,
    `response_type '${responseType}' is not enabled for the application. Local Azure knows code.`,
  );
}
