// The body of a write: its announced length, not more than one write may have, its checksum if the client gave one.

import { createHash } from "node:crypto";
import { BlobError, invalidHeader, missingHeader } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";
import { crc64 } from "./crc64.ts";

export interface WrittenBytes {
  bytes: Buffer;
  /** The checksum the client gave, for the answer. */
  checksum: Record<string, string>;
}

export async function readWrittenBytes(request: BlobRequest, maxBytes: number): Promise<WrittenBytes> {
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
  return { bytes, checksum: checkedSum(request, bytes) };
}

/** Of a description in XML or nothing. */
export async function readSmallBody(request: BlobRequest): Promise<string> {
  const { bytes } = await readWrittenBytes(request, 64 * 1024);
  return bytes.toString("utf8");
}

function checkedSum(request: BlobRequest, bytes: Buffer): Record<string, string> {
  const md5 = headerOf(request.headers, "content-md5");
  const crc = headerOf(request.headers, "x-ms-content-crc64");
  if (md5 !== undefined && crc !== undefined) {
    throw new BlobError(400, "BothCrc64AndMd5HeaderPresent", "Both CRC64 and MD5 are given for the transferred content.");
  }
  if (md5 !== undefined) {
    if (!/^[A-Za-z0-9+/]{22}(==)?$/.test(md5)) {
      throw new BlobError(
        400,
        "InvalidMd5",
        "The MD5 value specified in the request is invalid. The MD5 value must be 128 bits and Base64-encoded.",
      );
    }
    assertSum({ name: "Content-MD5", label: "Md5", given: md5, computed: createHash("md5").update(bytes).digest() });
    return { "Content-MD5": md5 };
  }
  if (crc === undefined) return {};
  assertSum({ name: "x-ms-content-crc64", label: "Crc64", given: crc, computed: crc64(bytes) });
  return { "x-ms-content-crc64": crc };
}

function assertSum({ name, label, given, computed }: { name: string; label: "Md5" | "Crc64"; given: string; computed: Buffer }): void {
  const sum = Buffer.from(given, "base64");
  if (sum.length !== computed.length) throw invalidHeader(name, given);
  if (sum.equals(computed)) return;
  const [word, kind] = [label.toUpperCase(), label === "Md5" ? "UserSpecifiedMd5" : "UserSpecifiedCrc"];
  throw new BlobError(
    400,
    `${label}Mismatch`,
    `The ${word} value specified in the request did not match with the ${word} value calculated by the server.`,
    { details: { [kind]: given, [label === "Md5" ? "ServerCalculatedMd5" : "ServerCalculatedCrc"]: computed.toString("base64") } },
  );
}
