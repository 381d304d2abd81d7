// Proof Key for Code Exchange (RFC 7636): who redeems a code shows that it asked for it.

import { createHash } from "node:crypto";
import { EntraError } from "../entra-error.ts";
import { isSame } from "./is-same.ts";

export const challengeMethods = ["plain", "S256"] as const;

export interface CodeChallenge {
  method: (typeof challengeMethods)[number];
  value: string;
}

/** undefined: none was sent. */
export function parseChallenge(params: URLSearchParams): CodeChallenge | undefined {
  const value = params.get("code_challenge");
  if (value === null || value === "") return undefined;
  const asked = params.get("code_challenge_method") ?? "plain";
  const method = challengeMethods.find((known) => known === asked);
  if (method === undefined) throw new EntraError("invalid_request", 501492, `The code_challenge_method '${asked}' is not supported.`);
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(value))
    throw new EntraError("invalid_request", 501491, "Invalid size of Code_Challenge parameter.");
  return { method, value };
}

/** A verifier without a challenge does not match either: somebody may have taken the challenge away. */
export function isVerified(challenge: CodeChallenge | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === undefined && verifier === undefined;
  const shown = challenge.method === "S256" ? createHash("sha256").update(verifier).digest("base64url") : verifier;
  return isSame(shown, challenge.value);
}
