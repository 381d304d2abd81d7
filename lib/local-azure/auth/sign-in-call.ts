// What the parts of sign-in get: a call to the tenant's endpoints, and how to answer it in JSON.

import type { IncomingMessage, ServerResponse } from "node:http";
import { newGuid } from "../ids.ts";
import { sendCompactJson } from "../server/http.ts";
import type { EntraError } from "./entra-error.ts";
import { describeEntraError } from "./entra-error.ts";
import type { Identities } from "./identities.ts";
import type { AuthorizationCodes } from "./tokens/authorization-codes.ts";
import type { RefreshTokens } from "./tokens/refresh-tokens.ts";
import type { TokenAuthority } from "./tokens/tokens.ts";

export interface SignInDeps {
  identities: Identities;
  tokens: TokenAuthority;
}

export interface SignInCall extends SignInDeps {
  codes: AuthorizationCodes;
  refreshTokens: RefreshTokens;
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  /** https://host:port as the client called it. */
  origin: string;
}

export const uncached = { "Cache-Control": "no-store, no-cache", Pragma: "no-cache" };

export function answerJson({ res }: SignInCall, status: number, body: unknown): void {
  sendCompactJson(res, status, body, { ...uncached, "x-ms-request-id": newGuid() });
}

export function refuseInJson(call: SignInCall, error: EntraError): void {
  answerJson(call, error.status, describeEntraError(error));
}
