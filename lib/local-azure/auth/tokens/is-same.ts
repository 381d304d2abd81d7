import { timingSafeEqual } from "node:crypto";

/** Of secrets: takes as long whether the first character differs or the last. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
