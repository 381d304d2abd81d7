// Get Blob and Get Blob Properties.

import { createHash } from "node:crypto";
import type { PageRange, PageStore } from "../pages/page-store.ts";
import { BlobError } from "./blob-error.ts";
import { answerEmpty, type BlobRequest, headerOf, startAnswer, writeBody } from "./blob-request.ts";
import { askedRange, readableRange } from "./byte-range.ts";
import { assertConditions } from "./conditions.ts";
import { type ManagedBlob, modifiedMs, readManagedBlob } from "./managed-blob.ts";
import { blobMd5Header, etagOf, propertyHeaders } from "./managed-headers.ts";

const pieceBytes = 1024 * 1024;
const hashedRangeMaxBytes = 4 * 1024 * 1024;

export function headManagedBlob(request: BlobRequest, blob: ManagedBlob): void {
  assertConditions(request, { etag: etagOf(blob.changedAt), lastModifiedMs: modifiedMs(blob) });
  answerEmpty(request, 200, { ...propertyHeaders(blob), ...blobMd5Header(false), "Content-Length": blob.lengthBytes });
}

export async function getManagedBlob(request: BlobRequest, pages: PageStore, blob: ManagedBlob): Promise<void> {
  assertConditions(request, { etag: etagOf(blob.changedAt), lastModifiedMs: modifiedMs(blob) });
  const asked = askedRange(request);
  const range = asked === undefined ? { offset: 0, length: blob.lengthBytes } : readableRange(asked, blob.lengthBytes);
  const headers = {
    ...propertyHeaders(blob),
    ...blobMd5Header(asked !== undefined),
    ...rangeMd5(request, asked !== undefined, range, () => readManagedBlob(pages, blob, range)),
    "Content-Length": range.length,
  };
  if (asked === undefined) startAnswer(request, 200, headers);
  else {
    const last = range.offset + range.length - 1;
    startAnswer(request, 206, { ...headers, "Content-Range": `bytes ${range.offset}-${last}/${blob.lengthBytes}` });
  }
  for (let done = 0; done < range.length; done += pieceBytes) {
    const length = Math.min(pieceBytes, range.length - done);
    if (!(await writeBody(request.response, readManagedBlob(pages, blob, { offset: range.offset + done, length })))) return;
  }
  request.response.end();
}

/** x-ms-range-get-content-md5: the hash of what is sent, for up to 4 MiB. */
function rangeMd5(request: BlobRequest, isPartial: boolean, range: PageRange, read: () => Uint8Array): Record<string, string> {
  if (headerOf(request.headers, "x-ms-range-get-content-md5")?.toLowerCase() !== "true") return {};
  if (!isPartial || range.length > hashedRangeMaxBytes) {
    throw new BlobError(400, "OutOfRangeInput", "One of the request inputs is out of range.");
  }
  return { "Content-MD5": createHash("md5").update(read()).digest("base64") };
}
