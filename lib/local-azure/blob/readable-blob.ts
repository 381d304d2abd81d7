// Get Blob and Get Blob Properties, of whatever has bytes: a disk's hidden blob, or a page blob of an account.

import { createHash } from "node:crypto";
import type { PageRange } from "../pages/page-store.ts";
import { BlobError } from "./blob-error.ts";
import { answerEmpty, type BlobRequest, headerOf, startAnswer, writeBody } from "./blob-request.ts";
import { askedReadRange, readableRange } from "./byte-range.ts";
import { assertConditions, type Validators } from "./conditions.ts";

export interface ReadableBlob extends Validators {
  lengthBytes: number;
  /** Properties and metadata, without Content-Length and Content-MD5. */
  headers: Record<string, string>;
  /** Of the whole blob, when one is known. */
  contentMd5?: string;
  read(range: PageRange): Uint8Array;
}

const pieceBytes = 1024 * 1024;
const hashedRangeMaxBytes = 4 * 1024 * 1024;

export function answerProperties(request: BlobRequest, blob: ReadableBlob): void {
  assertConditions(request, blob);
  answerEmpty(request, 200, { ...blob.headers, ...md5Header(blob, "Content-MD5"), "Content-Length": blob.lengthBytes });
}

export async function answerContent(request: BlobRequest, blob: ReadableBlob): Promise<void> {
  assertConditions(request, blob);
  const asked = askedReadRange(request);
  const range = asked === undefined ? { offset: 0, length: blob.lengthBytes } : readableRange(asked, blob.lengthBytes);
  const headers = { ...blob.headers, "Content-Length": range.length };
  const rangeMd5 = hashOfRange(request, asked !== undefined, range, blob);
  if (asked === undefined) {
    startAnswer(request, 200, { ...headers, ...md5Header(blob, "Content-MD5") });
  } else {
    const last = range.offset + range.length - 1;
    const partial = { ...md5Header(blob, "x-ms-blob-content-md5"), "Content-Range": `bytes ${range.offset}-${last}/${blob.lengthBytes}` };
    startAnswer(request, 206, { ...headers, ...partial, ...rangeMd5 });
  }
  for (let done = 0; done < range.length; done += pieceBytes) {
    const length = Math.min(pieceBytes, range.length - done);
    if (!(await writeBody(request.response, blob.read({ offset: range.offset + done, length })))) return;
  }
  request.response.end();
}

/** The hash of the whole goes under another name on a partial answer. */
function md5Header({ contentMd5 }: ReadableBlob, name: string): Record<string, string> {
  return contentMd5 === undefined ? {} : { [name]: contentMd5 };
}

/** x-ms-range-get-content-md5: the hash of what is sent, for up to 4 MiB. */
function hashOfRange(request: BlobRequest, isPartial: boolean, range: PageRange, blob: ReadableBlob): Record<string, string> {
  if (headerOf(request.headers, "x-ms-range-get-content-md5")?.toLowerCase() !== "true") return {};
  if (!isPartial || range.length > hashedRangeMaxBytes) {
    throw new BlobError(400, "OutOfRangeInput", "One of the request inputs is out of range.");
  }
  return { "Content-MD5": createHash("md5").update(blob.read(range)).digest("base64") };
}
