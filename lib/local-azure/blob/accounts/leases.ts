// The lease of a blob or a container, as a function of the clock (REST reference "Lease Blob", outcomes by state).

import { BlobError } from "../blob-error.ts";
import { headerOf } from "../blob-request.ts";
import type { AccountRequest } from "./account-request.ts";
import type { Lease } from "./account-types.ts";

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

export type Leased = "Blob" | "Container";

/** A lease id given with any call must be the one in force. */
export function assertLeaseIfGiven(request: AccountRequest, holder: LeaseHolder, kind: Leased, header = "x-ms-lease-id"): void {
  const given = headerOf(request.headers, header);
  if (given === undefined) return;
  const { state, status } = leaseFactsOf(holder, request.clock.nowMs());
  if (status === "locked") {
    if (isSameId(given, holder.lease?.id)) return;
    throw new BlobError(
      412,
      `LeaseIdMismatchWith${kind}Operation`,
      `The lease ID specified did not match the lease ID for the ${nameOf(kind)}.`,
    );
  }
  if (state === "expired") {
    throw new BlobError(412, "LeaseLost", `A lease ID was specified, but the lease for the ${nameOf(kind)} has expired.`);
  }
  throw new BlobError(412, `LeaseNotPresentWith${kind}Operation`, `There is currently no lease on the ${nameOf(kind)}.`);
}

/** What changes a leased blob, or deletes a leased container, must name the lease. */
export function assertLeaseHeld(request: AccountRequest, holder: LeaseHolder, kind: Leased): void {
  assertLeaseIfGiven(request, holder, kind);
  if (leaseFactsOf(holder, request.clock.nowMs()).status === "unlocked") return;
  if (headerOf(request.headers, "x-ms-lease-id") !== undefined) return;
  throw new BlobError(
    412,
    "LeaseIdMissing",
    `There is currently a lease on the ${nameOf(kind)} and no lease ID was specified in the request.`,
  );
}

/** After a change a lease that was over is gone: who held it may not renew it. */
export function endFinishedLease(holder: LeaseHolder, nowMs: number): void {
  if (leaseFactsOf(holder, nowMs).status === "unlocked") holder.lease = undefined;
}

/** Any of a guid's forms: hyphens and braces do not count. */
export function isSameId(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && bareId(a) === bareId(b);
}

function bareId(id: string): string {
  return id.toLowerCase().replace(/[{}-]/g, "");
}

function nameOf(kind: Leased): string {
  return kind.toLowerCase();
}
