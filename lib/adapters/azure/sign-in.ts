// A sign-in as its callers see it: it ends, whatever the authority, a managed identity or "az" does, and a token is asked for
// once. The identity library does neither: it heeds no abort signal, its managed identities take no policy of ours, and a token
// of "az" is a process each time.
import type { AccessToken, GetTokenOptions, TokenCredential } from "@azure/identity";
import { AppError } from "#lib/domain/app-error.ts";
import { orAborted, SharedWork } from "#lib/domain/concurrency/shared-work.ts";
import { wallClockMs } from "./retry-after.ts";
import { readableCall } from "./unreadable.ts";

/** In all, its own repeats included. */
export const LONGEST_SIGN_IN_MS = 60_000;

/** withinMs: after that it is told as no answer; what goes on behind it is heard by nobody. */
export function endingSignIn(credential: TokenCredential, withinMs = LONGEST_SIGN_IN_MS): TokenCredential {
  return {
    async getToken(scopes, options) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new AppError("azure-unavailable", noAnswer(withinMs))), withinMs);
      try {
        return await orAborted(
          readableCall(
            () => undefined,
            () => credential.getToken(scopes, options),
          ),
          late.signal,
        );
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function noAnswer(withinMs: number): string {
  return `The sign-in to Azure did not answer within ${withinMs / 1000} s.`;
}

/** So long at most: whoever signs in anew as somebody else ("az login") is seen as that soon. */
const KEPT_MS = 5 * 60_000;
/** Before its end, so that no request is under way with a token that ends. */
const SPARE_MS = 2 * 60_000;

interface Kept {
  token: AccessToken;
  untilMs: number;
}

/** One question for all who ask at once; nobody who goes away ends it for the others. */
export function rememberingSignIn(credential: TokenCredential, nowMs: () => number = wallClockMs): TokenCredential {
  const kept = new Map<string, Kept>();
  const asking = new SharedWork<AccessToken | null>();
  return {
    async getToken(scopes, options = {}) {
      const { abortSignal, ...shared } = options;
      const key = keyOf(scopes, shared);
      const known = kept.get(key);
      // Claims are asked for because Azure does not take the token that is there.
      if (known && known.untilMs > nowMs() && !options.claims) return known.token;
      const ask = async () => {
        const token = await credential.getToken(scopes, shared);
        if (token) kept.set(key, { token, untilMs: Math.min(nowMs() + KEPT_MS, token.expiresOnTimestamp - SPARE_MS) });
        else kept.delete(key);
        return token;
      };
      return asking.run(`${key} ${options.claims ?? ""}`, ask, abortSignal instanceof AbortSignal ? abortSignal : undefined);
    },
  };
}

function keyOf(scopes: string | string[], { tenantId, enableCae }: GetTokenOptions): string {
  return JSON.stringify([[scopes].flat(), tenantId, enableCae === true]);
}
