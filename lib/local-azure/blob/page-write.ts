// What a Put Page asks for, checked as far as that goes without the blob's content.

import type { PageRange } from "../pages/page-store.ts";
import { invalidHeader, missingHeader } from "./blob-error.ts";
import { type BlobRequest, headerOf } from "./blob-request.ts";
import { askedRange, writableRange } from "./byte-range.ts";
import { crc64 } from "./crc64.ts";
import { readWrittenBytes } from "./read-body.ts";

export const pageWriteMaxBytes = 4 * 1024 * 1024;

export interface PageWriteTarget {
  range: PageRange;
  kind: "update" | "clear";
}

export function readPageWriteTarget(request: BlobRequest, lengthBytes: number): PageWriteTarget {
  const kind = headerOf(request.headers, "x-ms-page-write")?.toLowerCase();
  if (kind === undefined) throw missingHeader("x-ms-page-write");
  if (kind !== "update" && kind !== "clear") throw invalidHeader("x-ms-page-write", kind);
  const asked = askedRange(request);
  if (asked === undefined) throw missingHeader("x-ms-range");
  return { range: writableRange(asked, lengthBytes), kind };
}

/**
 * bytes undefined: the range is to be cleared. Azure's answer to an update has a CRC64 whether the client gave one or not;
 * isCrc64OnlyEchoed: only if it did, since computing it takes more than half of the speed of an upload.
 */
export async function readPageWriteBody(
  request: BlobRequest,
  { range, kind }: PageWriteTarget,
  { isCrc64OnlyEchoed = false } = {},
): Promise<{ bytes: Buffer | undefined; checksum: Record<string, string> }> {
  if (kind === "clear") {
    const announced = headerOf(request.headers, "content-length") ?? "0";
    if (announced !== "0") throw invalidHeader("Content-Length", announced);
    return { bytes: undefined, checksum: {} };
  }
  const { bytes, checksum } = await readWrittenBytes(request, pageWriteMaxBytes);
  if (bytes.length !== range.length) throw invalidHeader("Content-Length", String(bytes.length));
  if (isCrc64OnlyEchoed || checksum["x-ms-content-crc64"] !== undefined) return { bytes, checksum };
  return { bytes, checksum: { ...checksum, "x-ms-content-crc64": crc64(bytes).toString("base64") } };
}
