// The lines of records.jsonl, each with the checksum and the length in bytes of the JSON that follows:
//
//   1c291ca3 33 {"format":2,"whole":           1}
//   9ae0daaf 60 [{"kind":"group", …}]
//
// The first says how many behind it are on the disk for certain; those appended since may end in one that a crash cut.
// Anything else that is not as written is damage. Versions before wrote JSON alone, a batch a line.

import { checksumOf } from "./checksum.ts";
import { DamagedDataDir } from "./damaged.ts";

const newline = 10;
/** So that the first line can be written over in place. */
const countDigits = 12;

export function toLine(json: string): string {
  return `${checksumOf(json)} ${Buffer.byteLength(json)} ${json}\n`;
}

/** The first line: how many of those behind it are on the disk for certain. */
export function toFirstLine(whole: number): string {
  return toLine(`{"format":2,"whole":${String(whole).padStart(countDigits)}}`);
}

/** The JSON of each batch. Throws DamagedDataDir. */
export function* readLines(file: Buffer, path: string): Iterable<string> {
  if (file.length === 0) return;
  const isUnsealed = file.toString("latin1", 0, 2) === "[{";
  let whole = 0;
  let count = 0;
  for (let from = 0, end = 0; from < file.length; from = end + 1, count += 1) {
    end = file.indexOf(newline, from);
    const isCut = end < 0;
    if (isCut) end = file.length;
    const line = file.subarray(from, end);
    const json = isUnsealed ? unsealedJson(line, isCut) : sealedJson(line, isCut);
    if (json === "cut" && count > 0 && count >= whole) return;
    if (json === "cut" || json === "damaged")
      throw new DamagedDataDir(`Line ${count + 1} of ${path} is damaged: it is not what was written`);
    if (isUnsealed || count > 0) yield json;
    else whole = (JSON.parse(json) as { whole: number }).whole + 1;
  }
  if (count < whole) throw new DamagedDataDir(`${path} ends after ${count} of at least ${whole} lines`);
}

/** What a crash cut is the beginning of a line, shorter than it says. */
function sealedJson(line: Buffer, isCut: boolean): string | "cut" | "damaged" {
  // Some file systems lengthen a file before they fill it: after a power cut its end is zeros.
  if (isCut && line.at(-1) === 0) return "cut";
  const [head, checksum, length] = /^([0-9a-f]{8}) (\d+) /.exec(line.toString("latin1", 0, 30)) ?? [];
  if (head === undefined) return isCut && line.length < 30 ? "cut" : "damaged";
  const json = line.subarray(head.length);
  if (isCut && json.length < Number(length)) return "cut";
  return json.length === Number(length) && checksumOf(json) === checksum ? json.toString("utf8") : "damaged";
}

function unsealedJson(line: Buffer, isCut: boolean): string | "cut" | "damaged" {
  if (isCut) return "cut";
  const json = line.toString("utf8");
  try {
    JSON.parse(json);
    return json;
  } catch {
    return "damaged";
  }
}
