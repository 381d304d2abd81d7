// What GET and HEAD say about a disk's or snapshot's hidden blob. As recorded, an incremental snapshot presents
// itself as the destination of an incremental copy that succeeded at the moment it was taken.

import { createHash } from "node:crypto";
import { ticksToMs } from "../../clock.ts";
import { etagOf, httpDate } from "../blob-times.ts";
import type { Validators } from "../conditions.ts";
import type { ManagedBlob } from "./managed-blob.ts";

/** Constant on Azure, whatever the content. */
export const managedContentMd5 = "3nlW1v6iZ655RLXIwaMcTw==";

export function validatorsOf(blob: ManagedBlob): Validators {
  return { etag: etagOf(blob.changedAt), lastModifiedMs: ticksToMs(blob.changedAt) };
}

/** On every answer about the blob. */
export function validatorHeaders(blob: ManagedBlob): Record<string, string> {
  return { ETag: etagOf(blob.changedAt), "Last-Modified": httpDate(blob.changedAt) };
}

/** On GET and HEAD. */
export function propertyHeaders(blob: ManagedBlob): Record<string, string> {
  const { snapshot } = blob.access.grant;
  return {
    "Accept-Ranges": "bytes",
    "Content-Type": "application/octet-stream",
    ...validatorHeaders(blob),
    "x-ms-blob-sequence-number": "2",
    "x-ms-blob-type": "PageBlob",
    "x-ms-creation-time": httpDate(blob.createdAt),
    "x-ms-meta-PIRTag": "1",
    "x-ms-server-encrypted": "true",
    ...(snapshot === undefined ? {} : incrementalCopyHeaders(blob, snapshot)),
  };
}

function incrementalCopyHeaders(blob: ManagedBlob, snapshot: string): Record<string, string> {
  return {
    "x-ms-copy-completion-time": httpDate(snapshot),
    "x-ms-copy-destination-snapshot": snapshot,
    "x-ms-copy-id": guidOf(`copy of ${blob.access.resource.uniqueId}`),
    "x-ms-copy-progress": `${blob.lengthBytes}/${blob.lengthBytes}`,
    "x-ms-copy-status": "success",
    "x-ms-incremental-copy": "true",
  };
}

function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
