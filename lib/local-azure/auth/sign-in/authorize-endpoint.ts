// GET or POST …/authorize: a person signs in by choosing who they are, and the browser takes a code to the application.
//
//   no login_hint, or an unknown one, or prompt other than none ──► page with the personas ──► the same call with
//   &local_azure_choice=… ──► code.  A known login_hint goes straight to the code.  prompt=none never shows a page.
//
// A choice is a plain link, good as often as it is followed: it says no more than login_hint may say without a page, and
// nobody has a password that could be kept from anyone.

import { readBody } from "../../server/http.ts";
import { describeEntraError, EntraError } from "../entra-error.ts";
import type { Persona } from "../identities.ts";
import { findPersona } from "../identities.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { clientInfo } from "../tokens/user-tokens.ts";
import type { Asker, AuthorizeRequest } from "./authorize-request.ts";
import { parseAsker, parseAuthorizeRequest } from "./authorize-request.ts";
import { cancelled, choiceParameter } from "./choice.ts";
import { sendErrorPage } from "./error-page.ts";
import { sendPersonaPage } from "./persona-page.ts";
import { sendReply } from "./reply.ts";

export async function answerAuthorize(call: SignInCall): Promise<void> {
  const params = call.req.method === "POST" ? new URLSearchParams((await readBody(call.req)).toString("utf8")) : call.url.searchParams;
  try {
    const asker = parseAsker(call, params);
    answerAsker(call, params, asker);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    sendErrorPage(call, error);
  }
}

function answerAsker(call: SignInCall, params: URLSearchParams, asker: Asker): void {
  try {
    const request = parseAuthorizeRequest(params, asker.application);
    const persona = choosePersona(call, params, request);
    if (persona === undefined) sendPersonaPage(call, { params, asker, loginHint: request.loginHint });
    else sendCode(call, params, { ...asker, ...request, persona });
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const { error_description } = describeEntraError(error);
    sendReply(call, asker.replyTo, { error: error.error, error_description, error_subcode: error.subcode });
  }
}

/** undefined: ask. */
function choosePersona({ identities }: SignInCall, params: URLSearchParams, request: AuthorizeRequest): Persona | undefined {
  const choice = params.get(choiceParameter);
  if (choice === cancelled) {
    throw new EntraError("access_denied", 65004, "User declined to consent to access the app.", { subcode: "cancel" });
  }
  const { prompt, loginHint } = request;
  const named = choice ?? (prompt === "" || prompt === "none" ? loginHint : undefined);
  const persona = named === undefined ? undefined : findPersona(identities, named);
  if (persona === undefined && prompt === "none")
    throw new EntraError("login_required", 50058, "A silent sign-in request was sent but no user is signed in.");
  return persona;
}

function sendCode(call: SignInCall, params: URLSearchParams, signIn: Asker & AuthorizeRequest & { persona: Persona }): void {
  const { application, replyTo, persona, scope, nonce, challenge } = signIn;
  const code = call.codes.issue({
    personaId: persona.objectId,
    clientId: application.clientId,
    redirectUri: params.get("redirect_uri") ?? "",
    scope,
    nonce,
    challenge,
  });
  sendReply(call, replyTo, { code, client_info: params.get("client_info") === "1" ? clientInfo(call, persona) : undefined });
}
