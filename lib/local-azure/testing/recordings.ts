// Recorded traffic of the real Azure, and examples of its specification, which lie beside the repository or are absent.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capturedData } from "./captured-data.ts";
import type { RecordedResponse } from "./recording-comparison.ts";

const folder = capturedData("azure-recordings");

export const areRecordingsHere = existsSync(folder);
if (!areRecordingsHere) console.log("The recordings are not beside the repository, so nothing is compared with them.");

export interface Exchange {
  request: { method: string; url: string; body?: unknown };
  response: RecordedResponse;
}

/** Paths below the folder. */
export function recordingFiles(): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return found.filter((name) => name.endsWith(".json")).sort();
}

export function readRecording<T>(file: string): T {
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as T;
}

export function exchangesOf(file: string): Exchange[] {
  return readRecording<{ entries: Exchange[] }>(file).entries;
}

/** A difference that stays, and why. */
export interface Allowance {
  difference: RegExp;
  reason: string;
}

export interface Verdict {
  unexpected: string[];
  /** Allowances that nothing needs any more. */
  unused: string[];
}

export const asRecorded: Verdict = { unexpected: [], unused: [] };

/** Lines are of the form "label: difference"; allowances look at the difference. */
export function judge(lines: string[], allowed: Allowance[]): Verdict {
  const isAllowed = (line: string, { difference }: Allowance) => difference.test(line.replace(/^.*?: /, ""));
  return {
    unexpected: lines.filter((line) => !allowed.some((allowance) => isAllowed(line, allowance))),
    unused: allowed.filter((allowance) => !lines.some((line) => isAllowed(line, allowance))).map(({ difference }) => String(difference)),
  };
}
