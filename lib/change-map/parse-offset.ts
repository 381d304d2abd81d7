// A place on a disk as people write it. GiB and GB lie 7 % apart, TiB and TB 10 %, so both are taken for what they say
// and the answer tells which it was.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "KB", "MB", "GB", "TB"] as const;
type Unit = (typeof UNITS)[number];

/** What may be given, for a message. */
export const OFFSET_FORMS =
  "bytes (1,048,576), hexadecimal (0x100000) or with a unit: 12.5 GiB (also KiB, MiB, TiB: powers of 1024) or 450 GB (also KB, MB, TB: powers of 1000)";

export interface ParsedOffset {
  bytes: number;
  /** What the text was taken as: "450 GB (powers of 1000) = 450,000,000,000 B = 419.095 GiB". */
  takenAs: string;
}

/** Undefined where the text is no offset. */
export function parseOffset(text: string): ParsedOffset | undefined {
  const given = text.trim();
  const hexadecimal = /^0x([0-9a-f]{1,13})$/i.exec(given)?.[1];
  if (hexadecimal) {
    const bytes = Number.parseInt(hexadecimal, 16);
    return { bytes, takenAs: `0x${hexadecimal.toLowerCase()} = ${count(bytes)} B` };
  }
  const [, digits, written = "B"] = /^(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*([a-z]+)?$/i.exec(given) ?? [];
  const unit = UNITS.find((known) => known.toLowerCase() === written.toLowerCase());
  if (digits === undefined || unit === undefined) return undefined;
  const amount = Number(digits.replaceAll(",", ""));
  const bytes = Math.floor(amount * bytesOf(unit));
  return Number.isSafeInteger(bytes) ? { bytes, takenAs: words(digits, unit, bytes) } : undefined;
}

function words(digits: string, unit: Unit, bytes: number): string {
  if (unit === "B") return `${count(bytes)} B`;
  if (isBinary(unit)) return `${digits} ${unit} = ${count(bytes)} B`;
  const binary = `${unit[0]}iB` as Unit;
  return `${digits} ${unit} (powers of 1000) = ${count(bytes)} B = ${count(bytes / bytesOf(binary), 3)} ${binary}`;
}

function bytesOf(unit: Unit): number {
  return (isBinary(unit) ? 1024 : 1000) ** "BKMGT".indexOf(unit.charAt(0));
}

function isBinary(unit: Unit): boolean {
  return unit.length === 3;
}

function count(value: number, maximumFractionDigits = 0): string {
  return new Intl.NumberFormat("en-US", { maximumFractionDigits }).format(value);
}
