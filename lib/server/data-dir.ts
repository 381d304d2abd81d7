// What the data directory consists of (snapscope.json), written down when it is all there: so one that was used and lacks
// a part is told from a new one, and nothing new takes the place of what was lost. The list is kept in several places, so
// that it is not lost together with a part. The parts of Local Azure it knows itself; artifacts are none, since they are
// read from Azure again. A directory of a version before has no such list: where there is a folder of a database, there
// was a whole one.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { AppError } from "#lib/domain/app-error.ts";
import type { Config } from "./config.ts";

interface Part {
  path: string;
  isUsed(config: Config): boolean;
}

const ofDatabase = ["PG_VERSION", "global/pg_control", "base", "pg_wal", "pg_xact", "pg_multixact"].map(
  (name): Part => ({ path: `db/${name}`, isUsed: ({ databaseUrl }) => databaseUrl === undefined }),
);
const parts: readonly Part[] = [
  ...ofDatabase,
  { path: "local-azure/manifest.json", isUsed: ({ azure }) => azure.kind === "local" },
  // Another key would make what was signed before somebody else's.
  { path: "signing/ed25519.pem", isUsed: () => true },
];

const LIST = "snapscope.json";
/** The folders that hold a list, those of them that are there: whoever loses one with the database keeps another. */
const foldersOfLists = ["", "artifacts", "local-azure"];

/** sha256: of the names, so that a changed one is not taken for a part nobody knows. */
const content = z.object({ parts: z.array(z.string()), sha256: z.string() });

/** Before anything is opened. Throws storage-damaged with what is missing and what to do. */
export function assertDataDirWhole(config: Config): void {
  const { dataDir } = config;
  const expected = readParts(dataDir) ?? partsOfOlderVersion(dataDir);
  const missing = parts.filter((part) => expected.includes(part.path) && part.isUsed(config) && !isThere(dataDir, part));
  if (missing.length === 0) return;
  const names = missing.map(({ path }) => path).join(", ");
  throw new AppError(
    "storage-damaged",
    `The data directory ${dataDir} was used before, and now ${names} ${missing.length === 1 ? "is" : "are"} missing or empty in it. Restore it from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
  );
}

/** When all is open: from now on it must be there. */
export function recordDataDir({ dataDir }: Pick<Config, "dataDir">): void {
  const known = readParts(dataDir) ?? [];
  const there = parts.filter((part) => known.includes(part.path) || isThere(dataDir, part)).map(({ path }) => path);
  const text = `${JSON.stringify({ parts: there, sha256: sha256Of(there) } satisfies z.infer<typeof content>, null, 2)}\n`;
  for (const folder of foldersOfLists.map((name) => join(dataDir, name)).filter((path) => existsSync(path))) {
    const path = join(folder, LIST);
    if (readIfThere(path) === text) continue;
    writeFileSync(`${path}.new`, text, { flush: true });
    renameSync(`${path}.new`, path);
  }
}

/** All that any of the lists names; undefined where there is none. */
function readParts(dataDir: string): string[] | undefined {
  const lists = foldersOfLists.map((folder) => readList(join(dataDir, folder, LIST))).filter((list) => list !== undefined);
  return lists.length === 0 ? undefined : [...new Set(lists.flat())];
}

function readList(path: string): string[] | undefined {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    const { parts: named, sha256 } = content.parse(JSON.parse(text));
    if (sha256 !== sha256Of(named)) throw new Error("It names other parts than were written.");
    return named;
  } catch {
    throw new AppError(
      "storage-damaged",
      `${path} is damaged. Restore it from a backup; or delete it where the rest is known to be whole.`,
    );
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function sha256Of(names: readonly string[]): string {
  return createHash("sha256").update(names.join("\n")).digest("hex");
}

function partsOfOlderVersion(dataDir: string): string[] {
  return existsSync(join(dataDir, "db")) ? ofDatabase.map(({ path }) => path) : [];
}

function isThere(dataDir: string, { path }: Part): boolean {
  const place = join(dataDir, path);
  const found = statSync(place, { throwIfNoEntry: false });
  return found !== undefined && (found.isDirectory() ? readdirSync(place).length : found.size) > 0;
}
