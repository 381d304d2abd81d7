// Names Azure makes up: guids, and the twelve characters of its hidden storage accounts.

import { createHash, randomBytes, randomUUID } from "node:crypto";

export function newGuid(): string {
  return randomUUID();
}

export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

export function randomSignature(): string {
  return randomBytes(32).toString("base64");
}

/** Twelve lower-case letters and digits that are always the same for the same text. */
export function hiddenName(text: string): string {
  const digest = createHash("sha256").update(text).digest();
  return Array.from(digest.subarray(0, 12), (byte) => "abcdefghijklmnopqrstuvwxyz012345"[byte % 32]).join("");
}
