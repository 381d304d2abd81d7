import { resourceKey } from "./inventory.ts";

/** Indices of those that an earlier one has already, as Azure compares ids and names. */
export function repeats(words: readonly string[]): number[] {
  const seen = new Set<string>();
  return words.flatMap((word, index) => {
    const key = resourceKey(word);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}
