import { compareTimes } from "#lib/domain/iso-time.ts";

export function compareOldest(a: { createdAt?: string | undefined }, b: { createdAt?: string | undefined }): number {
  return compareTimes(a.createdAt, b.createdAt);
}
