// The lease of a blob or a container, as a function of the clock (REST reference "Lease Blob", states).

import type { Lease } from "../account-types.ts";

export type LeaseState = "available" | "leased" | "expired" | "breaking" | "broken";

/** What can be leased. */
export interface LeaseHolder {
  lease?: Lease;
}

export function leaseStateOf({ lease }: LeaseHolder, nowMs: number): LeaseState {
  if (lease === undefined) return "available";
  if (lease.brokenAtMs !== undefined) return nowMs < lease.brokenAtMs ? "breaking" : "broken";
  return lease.endsAtMs === undefined || nowMs < lease.endsAtMs ? "leased" : "expired";
}

export interface LeaseFacts {
  state: LeaseState;
  status: "locked" | "unlocked";
  /** While it is leased. */
  duration?: "infinite" | "fixed";
}

export function leaseFactsOf(holder: LeaseHolder, nowMs: number): LeaseFacts {
  const state = leaseStateOf(holder, nowMs);
  if (state !== "leased") return { state, status: state === "breaking" ? "locked" : "unlocked" };
  return { state, status: "locked", duration: holder.lease?.durationSeconds === undefined ? "infinite" : "fixed" };
}

export function leaseHeadersOf(holder: LeaseHolder, nowMs: number): Record<string, string> {
  const { state, status, duration } = leaseFactsOf(holder, nowMs);
  return {
    ...(duration === undefined ? {} : { "x-ms-lease-duration": duration }),
    "x-ms-lease-state": state,
    "x-ms-lease-status": status,
  };
}

/** After a change a lease that was over is gone: who held it may not renew it. */
export function endFinishedLease(holder: LeaseHolder, nowMs: number): void {
  if (leaseFactsOf(holder, nowMs).status === "unlocked") holder.lease = undefined;
}
