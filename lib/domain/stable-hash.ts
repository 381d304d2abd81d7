// A short text that stands for a long one in URLs and keys: the same on every machine and in every version.
// Two independent 32-bit FNV-1a lanes; not for secrets.

/** Fourteen characters of 0-9a-z. */
export function stableHash(text: string): string {
  return lane(text, 0x811c9dc5) + lane(`${text.length}:${text}`, 0x9747b28c);
}

function lane(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // FNV leaves the last characters in the low bits only; spread them.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(36).padStart(7, "0");
}
