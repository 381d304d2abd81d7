const UNITS: Record<string, number> = { "": 1, b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

/** What may be given, for a message. */
export const OFFSET_FORMS = "bytes (1,048,576), hexadecimal (0x100000) or with a unit (12.5 GiB)";

/** A place on a disk as people write it, in bytes; undefined where it is none. */
export function parseOffset(text: string): number | undefined {
  const given = text.trim().toLowerCase();
  const hexadecimal = /^0x([0-9a-f]{1,13})$/.exec(given)?.[1];
  if (hexadecimal) return Number.parseInt(hexadecimal, 16);
  const [, digits, unit] = /^(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([kmgt]ib|b)?$/.exec(given) ?? [];
  if (digits === undefined) return undefined;
  const offset = Math.floor(Number(digits.replaceAll(",", "")) * (UNITS[unit ?? ""] ?? 1));
  return Number.isSafeInteger(offset) ? offset : undefined;
}
