// The quota of Resource Graph: 15 queries in 5 seconds for each caller. Every page is a query.

import type { Clock } from "../clock.ts";
import { AzureError } from "../errors.ts";

export const windowMs = 5_000;
export const queriesPerWindow = 15;

export interface QueryWindow {
  /** The headers of one more query; throws 429 when there is none left. */
  take(callerId: string, ceiling?: number): Record<string, string>;
}

export function createQueryWindow(clock: Clock): QueryWindow {
  const windows = new Map<string, { startMs: number; used: number }>();
  return {
    take(callerId, ceiling = queriesPerWindow) {
      const nowMs = clock.nowMs();
      const known = windows.get(callerId);
      const window = known === undefined || nowMs >= known.startMs + windowMs ? { startMs: nowMs, used: 0 } : known;
      windows.set(callerId, window);
      window.used++;
      const left = Math.max(0, ceiling - window.used);
      const waitSeconds = Math.ceil((window.startMs + windowMs - nowMs) / 1000);
      const headers = {
        "x-ms-user-quota-remaining": String(left),
        "x-ms-user-quota-resets-after": `00:00:${String(waitSeconds).padStart(2, "0")}`,
      };
      if (window.used <= ceiling) return headers;
      throw new AzureError(429, "RateLimiting", "Please provide below info when asking for support: the query and the time.", {
        headers: { ...headers, "retry-after": String(waitSeconds) },
        details: [
          {
            code: "RateLimiting",
            message:
              "Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed.",
          },
        ],
      });
    },
  };
}
