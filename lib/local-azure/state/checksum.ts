import { crc32 } from "node:zlib";

/** Tells bytes that changed by accident; no protection from who means it. */
export function checksumOf(text: string | Uint8Array): string {
  return crc32(text).toString(16).padStart(8, "0");
}
