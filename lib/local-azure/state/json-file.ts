// A JSON file that is replaced as a whole and tells whether it still is what was written: its last field is a checksum of
// the others. One without it was written by a version before and is taken as it is.

import { readFileSync } from "node:fs";
import { checksumOf } from "./checksum.ts";
import { DamagedDataDir } from "./damaged.ts";

/** undefined: there is none. Throws DamagedDataDir. */
export function readJsonFile<T extends object>(path: string): T | undefined {
  const text = readIfPresent(path);
  if (text === undefined) return undefined;
  const { checksum, ...content } = parseObject(path, text);
  if (checksum !== undefined && checksum !== checksumOf(JSON.stringify(content))) throw damaged(path);
  return content as T;
}

/** The text of such a file. */
export function sealedJson(content: object, { isPretty = false } = {}): string {
  const sealed = { ...content, checksum: checksumOf(JSON.stringify(content)) };
  return isPretty ? `${JSON.stringify(sealed, null, 2)}\n` : JSON.stringify(sealed);
}

function parseObject(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Cut, or overwritten.
  }
  throw damaged(path);
}

function damaged(path: string): DamagedDataDir {
  return new DamagedDataDir(`${path} is damaged: it is not what was written`);
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
