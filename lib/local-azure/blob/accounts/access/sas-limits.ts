// What every SAS may be bound to: a time, a protocol, addresses.

import type { TLSSocket } from "node:tls";
import { parseUtc } from "../../../utc-time.ts";
import { authenticationFailed, BlobError } from "../../blob-error.ts";
import type { BlobRequest } from "../../blob-request.ts";

export interface SasLimits {
  start: string;
  expiry: string;
  protocol: string;
  addresses: string;
}

export function assertWithinLimits(request: BlobRequest, { start, expiry, protocol, addresses }: SasLimits): void {
  const nowMs = request.clock.nowMs();
  const isEarly = start !== "" && !(parseUtc(start) <= nowMs);
  if (isEarly || !(parseUtc(expiry) > nowMs)) throw authenticationFailed("Signature not valid in the specified time frame.");
  const isEncrypted = (request.incoming.socket as TLSSocket).encrypted === true;
  if (protocol === "https" && !isEncrypted) {
    throw new BlobError(
      403,
      "AuthorizationProtocolMismatch",
      "This request is not authorized to perform this operation using this protocol.",
    );
  }
  if (addresses !== "" && !isWithin(addresses, request.incoming.socket.remoteAddress ?? "")) {
    throw new BlobError(
      403,
      "AuthorizationSourceIPMismatch",
      "This request is not authorized to perform this operation using this source IP.",
    );
  }
}

/** addresses: one IPv4 address, or first-last. */
function isWithin(addresses: string, address: string): boolean {
  const [first = "", last = first] = addresses.split("-");
  const value = numberOf(address.replace("::ffff:", ""));
  return value >= numberOf(first) && value <= numberOf(last);
}

/** NaN for what is not an IPv4 address: it is in no range. */
function numberOf(address: string): number {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) return Number.NaN;
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}
