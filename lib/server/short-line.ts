// One line of the log, short enough for whatever collects lines: an SDK may put a whole answer into a message, and an error
// that names a thousand snapshots is no easier to read. What is cut says so, and by how much.

/** Many collectors cut or drop what is longer, in the middle of its JSON. */
const MAX_LINE_BYTES = 8 * 1024;
/** Level and time, which are added to it. */
const SPARE_BYTES = 128;

/** Tried one after the other until the line is short enough. */
const CUTS: readonly Cut[] = [
  { characters: 4000, items: 50 },
  { characters: 1500, items: 20 },
  { characters: 500, items: 10 },
  { characters: 150, items: 4 },
];

interface Cut {
  characters: number;
  /** Of a list, or fields of an object. */
  items: number;
}

/** fields: redacted before, as half a secret is not found any more. */
export function shortLine(event: string, fields: Record<string, unknown>): Record<string, unknown> {
  const line = { event, ...fields };
  const lengthBytes = bytesOf(line);
  if (lengthBytes <= MAX_LINE_BYTES - SPARE_BYTES) return line;
  for (const cut of CUTS) {
    const short = Object.fromEntries(Object.entries(line).map(([key, value]) => [key, shortened(value, cut)]));
    if (bytesOf(short) <= MAX_LINE_BYTES - SPARE_BYTES) return short;
  }
  return { event: shortText(event, 150), truncated: `${lengthBytes} bytes were too much for one line` };
}

function bytesOf(line: unknown): number {
  return Buffer.byteLength(JSON.stringify(line));
}

function shortened(value: unknown, cut: Cut): unknown {
  if (typeof value === "string") return shortText(value, cut.characters);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const more = value.length - cut.items;
    return [...value.slice(0, cut.items).map((item) => shortened(item, cut)), ...(more > 0 ? [`… (${more} more)`] : [])];
  }
  const entries = Object.entries(value);
  const more = entries.length - cut.items;
  const kept = entries.slice(0, cut.items).map(([key, item]) => [key, shortened(item, cut)]);
  return Object.fromEntries([...kept, ...(more > 0 ? [["…", `${more} more`]] : [])]);
}

function shortText(text: string, characters: number): string {
  const more = text.length - characters;
  return more > 0 ? `${text.slice(0, characters)}… (${more} more characters)` : text;
}
