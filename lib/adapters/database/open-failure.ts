// Why a database could not be opened, in one sentence that says what to do. PGlite says little: where its disk is full, or
// its files are damaged, it may name a number or nothing at all.
import { existsSync, statfsSync } from "node:fs";
import { dirname } from "node:path";
import { AppError, isAppError } from "#lib/domain/app-error.ts";
import { isDamage } from "./storage-error.ts";

/** What a new one takes, and room for its log to begin with. */
const NEW_DATABASE_BYTES = 64 * 2 ** 20;
/** Less than one file of its log and what is written beside it: then that it is full explains what is not explained. */
const ROOM_BYTES = 24 * 2 ** 20;
/** ENOSPC in the C library PGlite is built with. */
const WASI_ENOSPC = 51;

export function toOpenError(cause: unknown, where: { dataDir: string; databaseUrl?: string }): AppError {
  if (isAppError(cause)) return cause;
  if (where.databaseUrl)
    return new AppError("storage-unavailable", `Could not open the PostgreSQL named by DATABASE_URL: ${textOf(cause)}.`, { cause });
  const { dataDir } = where;
  const isFile = cause instanceof Error && "syscall" in cause && "code" in cause && cause.code !== "ENOSPC";
  if (isFull(cause) || (!isFile && freeBytes(dataDir) < ROOM_BYTES)) return tooFull(dataDir, cause);
  if (isFile) return new AppError("storage-unavailable", `Could not open the embedded database in ${dataDir}: ${textOf(cause)}`, { cause });
  if (isDamage(cause) || isUnexplained(cause))
    return new AppError(
      "storage-damaged",
      `The embedded database in ${dataDir} is damaged (${isUnexplained(cause) ? "its files cannot be opened" : textOf(cause)}). Restore the data directory from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
      { cause },
    );
  return new AppError("storage-unavailable", `Could not open the embedded database in ${dataDir}: ${textOf(cause)}`, { cause });
}

/** Told before the making has filled what is left. */
export function assertRoomForNew(folder: string): void {
  if (freeBytes(folder) < NEW_DATABASE_BYTES) throw tooFull(dirname(folder));
}

function tooFull(dataDir: string, cause?: unknown): AppError {
  const free = Math.floor(freeBytes(dataDir) / 2 ** 20);
  return new AppError(
    "storage-unavailable",
    `The disk of the data directory ${dataDir} is too full for the embedded database: ${free} MiB are free, and it needs ${NEW_DATABASE_BYTES / 2 ** 20} to begin with. Make room, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
    { cause },
  );
}

function isFull(cause: unknown): boolean {
  if (typeof cause !== "object" || cause === null) return false;
  return ("errno" in cause && cause.errno === WASI_ENOSPC) || ("code" in cause && (cause.code === "ENOSPC" || cause.code === "53100"));
}

/** It stopped on the way, without a word of PostgreSQL's. */
function isUnexplained(cause: unknown): boolean {
  if (!(cause instanceof Error)) return true;
  return cause instanceof WebAssembly.RuntimeError || /failed to initialize|^Aborted|unreachable/.test(cause.message);
}

function textOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(textOf).join("; ");
  if (cause instanceof Error) return cause.message.trim();
  return typeof cause === "object" && cause !== null && "errno" in cause ? `system error ${cause.errno}` : String(cause);
}

/** Of the disk a folder is on, or will be. */
function freeBytes(folder: string): number {
  if (!existsSync(folder) && dirname(folder) !== folder) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
