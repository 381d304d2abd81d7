// The body of a write: its announced length, not more than one write may have, its hash if the client gave one.

import { createHash } from "node:crypto";
import { BlobError, invalidHeader, missingHeader } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";

export async function readWrittenBytes(request: BlobRequest, maxBytes: number): Promise<Buffer> {
  const announced = headerOf(request.headers, "content-length");
  if (announced === undefined) throw missingHeader("Content-Length");
  const length = Number(announced);
  if (length > maxBytes) {
    throw new BlobError(413, "RequestBodyTooLarge", "The request body is too large and exceeds the maximum permissible limit.", {
      details: { MaxLimit: String(maxBytes) },
    });
  }
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  for await (const part of request.incoming as AsyncIterable<Buffer>) done += part.copy(bytes, done);
  if (done !== length) throw new BlobError(400, "IncompleteBody", "The request body is shorter than its Content-Length.");
  assertMd5(request, bytes);
  return bytes;
}

function assertMd5(request: BlobRequest, bytes: Buffer): void {
  const given = headerOf(request.headers, "content-md5");
  if (given === undefined) return;
  if (Buffer.from(given, "base64").length !== 16) throw invalidHeader("Content-MD5", given);
  const computed = createHash("md5").update(bytes).digest("base64");
  if (computed === given) return;
  throw new BlobError(
    400,
    "Md5Mismatch",
    "The MD5 value specified in the request did not match with the MD5 value calculated by the server.",
    {
      details: { UserSpecifiedMd5: given, ServerCalculatedMd5: computed },
    },
  );
}
