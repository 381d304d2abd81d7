// The data plane asks here what a SAS URL opens.

import { timingSafeEqual } from "node:crypto";
import type { ImageId } from "../../pages/page-store.ts";
import type { AccessGrant } from "../records/access-grant.ts";
import type { ReadableRecords } from "../records/records.ts";
import type { Resource } from "../records/resource.ts";

export const vhdFooterBytes = 512;

export interface AccessGranted {
  denied: false;
  image: ImageId;
  /** The disk and its VHD footer: diskSizeBytes + 512. The image itself holds diskSizeBytes. */
  lengthBytes: number;
  access: "Read" | "Write";
  grant: AccessGrant;
  resource: Resource;
}

export interface AccessDenied {
  denied: true;
  status: number;
  code: string;
  message: string;
}

/** url: as the client sent it, path style (/{host}/{container}/abcd?…). */
export function resolveGrant(records: ReadableRecords, url: URL): AccessGranted | AccessDenied {
  const grant = records.grants.get(url.searchParams.get("si") ?? "");
  if (grant === undefined || !isFor(grant, url)) return authenticationFailed("Signature did not match.");
  if (grant.revoked) return authenticationFailed("The stored access policy was revoked.");
  if (grant.expiresAtMs <= records.clock.nowMs()) return authenticationFailed("Signature not valid in the specified time frame.");
  const resource = records.resourceByUniqueId(grant.resourceUniqueId);
  if (resource === undefined || resource.deletedAtMs !== undefined) {
    return { denied: true, status: 404, code: "BlobNotFound", message: "The specified blob does not exist." };
  }
  if (resource.networkAccessPolicy === "DenyAll") {
    return {
      denied: true,
      status: 403,
      code: "AuthorizationFailure",
      message: "This request is not authorized to perform this operation.",
    };
  }
  return {
    denied: false,
    image: resource.imageId,
    lengthBytes: resource.diskSizeBytes + vhdFooterBytes,
    access: grant.access,
    grant,
    resource,
  };
}

function isFor(grant: AccessGrant, url: URL): boolean {
  const query = url.searchParams;
  return (
    url.pathname === `/${grant.host}/${grant.container}/abcd` &&
    (query.get("snapshot") ?? undefined) === grant.snapshot &&
    isSame(query.get("sig") ?? "", grant.sig)
  );
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function authenticationFailed(detail: string): AccessDenied {
  return {
    denied: true,
    status: 403,
    code: "AuthenticationFailed",
    message: `Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature. ${detail}`,
  };
}
