// Who runs on a data directory, kept in it (`processes.json`) while they do, so that the next start can tell a Snapscope
// that runs from what a killed one left behind.
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { proofOf } from "./process-proof.ts";

const recordedProcess = z.object({
  /** As the first words of a sentence. */
  title: z.string(),
  pid: z.number().int().positive(),
  /** See process-proof.ts; without one it is never touched. */
  proof: z.string().optional(),
  port: z.number().optional(),
});
const processRecord = z.object({
  /** Whose it is: a copy of the directory bears it too. */
  dataDir: z.string(),
  /** Those who must live for the others to be wanted, the first one first: `npm start`, the supervisor. */
  holders: z.array(recordedProcess).min(1),
  /** In the order they were started. */
  parts: z.array(recordedProcess),
});
export type RecordedProcess = z.infer<typeof recordedProcess>;
export type ProcessRecord = Omit<z.infer<typeof processRecord>, "dataDir">;

export function recordProcess(process: Omit<RecordedProcess, "proof">): RecordedProcess {
  return { ...process, proof: proofOf(process.pid) };
}

export function isStillThere({ pid, proof }: RecordedProcess): boolean {
  return proof !== undefined && proofOf(pid) === proof;
}

/** Undefined where there is none, none that can be read, or that of another directory: nothing is known then. */
export function readProcessRecord(dataDir: string): ProcessRecord | undefined {
  try {
    const record = processRecord.parse(JSON.parse(readFileSync(fileIn(dataDir), "utf8")));
    return record.dataDir === realpathSync(dataDir) ? record : undefined;
  } catch {
    return undefined;
  }
}

export function writeProcessRecord(dataDir: string, record: ProcessRecord): void {
  // At a first start nobody has made it yet.
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${fileIn(dataDir)}.${process.pid}`;
  const text = JSON.stringify({ dataDir: realpathSync(dataDir), ...record } satisfies z.infer<typeof processRecord>, null, 2);
  writeFileSync(draft, `${text}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(dataDir));
}

/** Only our own: of two starts at once the one that is refused must not take the other's away. */
export function removeProcessRecord(dataDir: string): void {
  if (readProcessRecord(dataDir)?.holders.some(({ pid }) => pid === process.pid)) rmSync(fileIn(dataDir), { force: true });
}

function fileIn(dataDir: string): string {
  return join(dataDir, "processes.json");
}
