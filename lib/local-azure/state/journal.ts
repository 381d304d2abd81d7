// The records of the world on disk: a file of lines, each the JSON of one batch of changes. A batch that was cut by a
// crash is the last line and is left out; later lines win over earlier ones. Opening rewrites the file with what is
// still true, so it does not grow for ever.

import type { FileHandle } from "node:fs/promises";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Change, RecordLog } from "../model/records/record-log.ts";
import { keyOf } from "../model/records/record-log.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

export interface Journal extends RecordLog {
  /** What the file held when it was opened, each record once, in the order of their first writing. */
  readonly records: readonly Change[];
  close(): Promise<void>;
}

const recordsPerLine = 500;

function journalPath(dataDir: string): string {
  return join(dataDir, "records.jsonl");
}

export async function removeJournal(dataDir: string): Promise<void> {
  await rm(journalPath(dataDir), { force: true });
}

/** isStale: records that need not be kept (operations long over). */
export async function openJournal(dataDir: string, isStale: (change: Change) => boolean = () => false): Promise<Journal> {
  const path = journalPath(dataDir);
  const records = [...(await readRecords(path)).values()].filter((change) => !isStale(change));
  await writeFileAtomically(path, toLines(records));
  const file = await open(path, "r+");
  let endBytes = (await file.stat()).size;
  return {
    records,
    async append(batch) {
      const line = Buffer.from(`${batch}\n`);
      try {
        await writeFully(file, line, endBytes);
        await file.datasync();
      } catch (error) {
        await file.truncate(endBytes);
        throw error;
      }
      endBytes += line.length;
    },
    close: () => file.close(),
  };
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function readRecords(path: string): Promise<Map<string, Change>> {
  const latest = new Map<string, Change>();
  for (const batch of parseLines(await readIfThere(path))) {
    for (const change of batch) latest.set(`${change.kind} ${keyOf(change.kind, change.record)}`, change);
  }
  return latest;
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function* parseLines(text: string): Iterable<Change[]> {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  for (const line of whole.split("\n")) if (line !== "") yield JSON.parse(line) as Change[];
}

function toLines(records: readonly Change[]): string {
  const lines: string[] = [];
  for (let at = 0; at < records.length; at += recordsPerLine) lines.push(`${JSON.stringify(records.slice(at, at + recordsPerLine))}\n`);
  return lines.join("");
}
