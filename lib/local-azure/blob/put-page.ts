// Put Page into a disk that is being uploaded: update with up to 4 MiB, or clear of any length.

import { createHash } from "node:crypto";
import type { PageRange, PageStore } from "../pages/page-store.ts";
import { invalidHeader, missingHeader } from "./blob-error.ts";
import { answerEmpty, type BlobRequest, headerOf } from "./blob-request.ts";
import { askedRange, writableRange } from "./byte-range.ts";
import { assertConditions } from "./conditions.ts";
import { type ManagedBlob, modifiedMs } from "./managed-blob.ts";
import { etagOf, validatorHeaders } from "./managed-headers.ts";
import { readWrittenBytes } from "./read-body.ts";

const updateMaxBytes = 4 * 1024 * 1024;

/** noteChange: gives the blob its new time, and remembers it. */
export async function putPage(request: BlobRequest, pages: PageStore, blob: ManagedBlob, noteChange: () => ManagedBlob): Promise<void> {
  const sort = headerOf(request.headers, "x-ms-page-write");
  if (sort === undefined) throw missingHeader("x-ms-page-write");
  const asked = askedRange(request);
  if (asked === undefined) throw missingHeader("x-ms-range");
  const range = writableRange(asked, blob.lengthBytes);
  assertConditions(request, { etag: etagOf(blob.changedAt), lastModifiedMs: modifiedMs(blob) });
  let hash: Record<string, string> = {};
  if (sort.toLowerCase() === "clear") {
    const announced = headerOf(request.headers, "content-length") ?? "0";
    if (announced !== "0") throw invalidHeader("Content-Length", announced);
    clearPages(pages, blob, range);
  } else if (sort.toLowerCase() === "update") {
    const bytes = await readWrittenBytes(request, updateMaxBytes);
    if (bytes.length !== range.length) throw invalidHeader("Content-Length", String(bytes.length));
    writePages(pages, blob, range, bytes);
    if (request.headers["content-md5"] !== undefined) hash = { "Content-MD5": createHash("md5").update(bytes).digest("base64") };
  } else {
    throw invalidHeader("x-ms-page-write", sort);
  }
  const changed = noteChange();
  pages.settle();
  answerEmpty(request, 201, {
    ...validatorHeaders(changed),
    ...hash,
    "x-ms-blob-sequence-number": "2",
    "x-ms-request-server-encrypted": "true",
  });
}

/** Where the footer is made up, what is written over it is left out. */
function inImage(blob: ManagedBlob, range: PageRange): PageRange {
  const end = blob.footer === undefined ? blob.lengthBytes : blob.diskSizeBytes;
  return { offset: range.offset, length: Math.max(0, Math.min(range.length, end - range.offset)) };
}

function clearPages(pages: PageStore, blob: ManagedBlob, range: PageRange): void {
  const { offset, length } = inImage(blob, range);
  if (length > 0) pages.clear(blob.access.image, offset, length);
}

function writePages(pages: PageStore, blob: ManagedBlob, range: PageRange, bytes: Uint8Array): void {
  const { offset, length } = inImage(blob, range);
  if (length > 0) pages.write(blob.access.image, offset, bytes.subarray(0, length));
}
