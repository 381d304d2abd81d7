// Codes a browser carries from the sign-in page to an application: good once, for ten minutes, in memory only. What is
// used or expired is remembered for a while, so that the refusal can say which of both it was.

import { randomBytes } from "node:crypto";
import { EntraError } from "../entra-error.ts";
import type { CodeChallenge } from "./pkce.ts";

export interface CodeGrant {
  personaId: string;
  clientId: string;
  /** As the application wrote it. */
  redirectUri: string;
  scope: string;
  nonce: string | undefined;
  challenge: CodeChallenge | undefined;
}

export interface AuthorizationCodes {
  issue(grant: CodeGrant): string;
  /** Throws EntraError unless the code is good. It stays good: see redeem. */
  find(code: string): CodeGrant;
  redeem(code: string): void;
}

interface Entry {
  grant: CodeGrant;
  issuedMs: number;
  isRedeemed: boolean;
}

export const codeMs = 10 * 60_000;
const rememberedMs = 6 * codeMs;
const mostCodes = 10_000;

export function createAuthorizationCodes(nowMs: () => number = Date.now): AuthorizationCodes {
  const entries = new Map<string, Entry>();

  return {
    issue(grant) {
      forget(entries, nowMs());
      const code = randomBytes(48).toString("base64url");
      entries.set(code, { grant, issuedMs: nowMs(), isRedeemed: false });
      return code;
    },
    find(code) {
      const entry = entries.get(code);
      if (entry === undefined) throw new EntraError("invalid_grant", 70000, "Provided grant is invalid or malformed.");
      if (entry.isRedeemed) {
        throw new EntraError(
          "invalid_grant",
          54005,
          "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
        );
      }
      if (nowMs() - entry.issuedMs >= codeMs) {
        throw new EntraError(
          "invalid_grant",
          70008,
          "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
        );
      }
      return entry.grant;
    },
    redeem(code) {
      const entry = entries.get(code);
      if (entry !== undefined) entry.isRedeemed = true;
    },
  };
}

/** The oldest come first in a map. */
function forget(entries: Map<string, Entry>, nowMs: number): void {
  for (const [code, { issuedMs }] of entries) {
    if (nowMs - issuedMs < rememberedMs && entries.size < mostCodes) return;
    entries.delete(code);
  }
}
