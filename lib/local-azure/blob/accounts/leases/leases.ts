// Which calls a lease lets through (REST reference "Lease Blob", outcomes by state).

import { BlobError } from "../../blob-error.ts";
import { headerOf } from "../../blob-request.ts";
import type { AccountRequest } from "../account-request.ts";
import { type LeaseHolder, leaseFactsOf } from "./lease-state.ts";

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
