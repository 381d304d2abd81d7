// The records of the world on disk: a file of lines (record-lines.ts), each one batch of changes. A batch that was cut by
// a crash is the last line and is left out; later lines win over earlier ones. Opening rewrites the file with what is
// still true, so it does not grow for ever.

import type { FileHandle } from "node:fs/promises";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Change, RecordLog } from "../model/records/record-log.ts";
import { keyOf } from "../model/records/record-log.ts";
import { readLines, toFirstLine, toLine } from "./record-lines.ts";
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
  const batches = inBatches(records);
  let lines = batches.length;
  await writeFileAtomically(path, [toFirstLine(lines), ...batches.map(toLine)].join(""));
  const file = await open(path, "r+");
  let endBytes = (await file.stat()).size;
  return {
    records,
    async append(batch) {
      const line = Buffer.from(toLine(batch));
      try {
        await writeFully(file, line, endBytes);
        await file.datasync();
      } catch (error) {
        await file.truncate(endBytes);
        throw error;
      }
      endBytes += line.length;
      lines += 1;
    },
    async close() {
      await writeFully(file, Buffer.from(toFirstLine(lines)), 0);
      await file.datasync();
      await file.close();
    },
  };
}

async function writeFully(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

async function readRecords(path: string): Promise<Map<string, Change>> {
  const latest = new Map<string, Change>();
  for (const batch of readLines(await readIfThere(path), path)) {
    for (const change of JSON.parse(batch) as Change[]) latest.set(`${change.kind} ${keyOf(change.kind, change.record)}`, change);
  }
  return latest;
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}

function inBatches(records: readonly Change[]): string[] {
  const batches: string[] = [];
  for (let at = 0; at < records.length; at += recordsPerLine) batches.push(JSON.stringify(records.slice(at, at + recordsPerLine)));
  return batches;
}
