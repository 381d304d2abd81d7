// The counters Azure shows in its headers: what is left of each bucket in the current window. They are counted and
// shown; calls over the ceiling are not refused (admin faults do that).

import type { Clock } from "../clock.ts";
import type { RateBucket } from "./request.ts";

const ceilings: Record<RateBucket, [per3Min: number, per30Min: number]> = {
  HighCostSnapshotCreateHydrate: [1000, 8000],
  CreateUpdateDisks: [3000, 25_000],
  HighCostDiskHydrate: [1000, 8000],
  DeleteDisks: [3000, 24_000],
  LowCostGet: [15_000, 120_000],
  HighCostGet: [240, 1920],
  GetOperation: [50_000, 400_000],
};

type SubscriptionBudget = "writes" | "reads" | "deletes";

const subscriptionCeilings: Record<SubscriptionBudget, number> = { writes: 800, reads: 12_000, deletes: 800 };
const globalCeilings: Record<SubscriptionBudget, number> = { writes: 12_000, reads: 180_000, deletes: 12_000 };
const minuteMs = 60_000;

export interface RateLimits {
  /** The header x-ms-ratelimit-remaining-resource after one more call. */
  countResource(bucket: RateBucket, subscriptionId: string): string;
  countSubscription(method: string, subscriptionId: string): Record<string, string>;
}

export function createRateLimits(clock: Clock): RateLimits {
  const windows = new Map<string, { startMs: number; used: number }>();

  const use = (key: string, windowMs: number): number => {
    const startMs = Math.floor(clock.nowMs() / windowMs) * windowMs;
    const known = windows.get(key);
    const window = known?.startMs === startMs ? known : { startMs, used: 0 };
    window.used++;
    windows.set(key, window);
    return window.used;
  };
  const left = (ceiling: number, used: number) => Math.max(0, ceiling - used);

  return {
    countResource(bucket, subscriptionId) {
      const [per3Min, per30Min] = ceilings[bucket];
      const short = left(per3Min, use(`${subscriptionId} ${bucket} 3`, 3 * minuteMs));
      const long = left(per30Min, use(`${subscriptionId} ${bucket} 30`, 30 * minuteMs));
      return `Microsoft.Compute/${bucket}3Min;${short},Microsoft.Compute/${bucket}30Min;${long}`;
    },
    countSubscription(method, subscriptionId) {
      const budget = budgetOf(method);
      const used = use(`${subscriptionId} ${budget}`, minuteMs);
      return {
        [`x-ms-ratelimit-remaining-subscription-${budget}`]: String(left(subscriptionCeilings[budget], used)),
        [`x-ms-ratelimit-remaining-subscription-global-${budget}`]: String(left(globalCeilings[budget], used)),
      };
    },
  };
}

function budgetOf(method: string): SubscriptionBudget {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}
