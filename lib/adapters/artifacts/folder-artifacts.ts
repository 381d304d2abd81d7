// Artifacts as files of one folder. A file appears under its name only when all of it is on the disk (written
// aside, synced, renamed), so a reader never sees half of one, whenever the process ends; and each is sealed
// (sealed-file.ts), so that a reader never sees a damaged one either: it counts as not there. Names are made from a hash
// of the key: no key can leave the folder or meet another one on a file system without case.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/domain/app-error.ts";
import type { ArtifactFacts, ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { Ids } from "#lib/services/ports/clock.ts";
import { checkSealed, readSealed, withSeal } from "./sealed-file.ts";

const UNFINISHED = ".unfinished";
const SEALED = ".sealed";
/** As versions before there were seals wrote them: such a one is sealed when it is asked for. */
const UNSEALED = ".artifact";

export interface FolderArtifactsDeps {
  folder: string;
  ids: Ids;
  /** What was written there is damaged now. */
  onDamaged?: (key: string) => void;
}

/** Makes the folder, and clears away what a killed process left half written. */
export async function openFolderArtifacts(deps: FolderArtifactsDeps): Promise<ArtifactStore> {
  const { folder } = deps;
  await guarded("open", async () => {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  });
  const write: ArtifactStore["write"] = (key, chunks) => guarded("write", () => writeAtomically(deps, key, chunks));
  return {
    write,
    read: (key) => readChunks(deps, key),
    find: (key) => guarded("read", () => factsOf(deps, key)),
    put: (key, bytes) => write(key, [bytes]),
    get: (key) => guarded("read", () => whole(deps, key, readSealed)),
    delete: (key) =>
      guarded("delete", async () => {
        for (const ending of [UNSEALED, SEALED]) await rm(join(folder, nameOf(key, ending)), { force: true });
      }),
    keepOnly: (keys, writtenBeforeMs) => guarded("delete", () => deleteOthers(folder, keys, writtenBeforeMs)),
  };
}

/** Every file that is not what was written; they count as not there, and are written anew where they can be read from Azure. */
export async function scrubFolder(folder: string): Promise<{ checked: number; damaged: string[] }> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(SEALED));
  const damaged: string[] = [];
  for (const name of names) if ((await checkSealed(join(folder, name))) === undefined) damaged.push(name);
  return { checked: names.length, damaged };
}

function nameOf(key: string, ending: string): string {
  return `${hashOf(key)}${ending}`;
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

/** undefined: nothing is there, or it is damaged. */
async function whole<T>(deps: FolderArtifactsDeps, key: string, read: (path: string) => Promise<T | undefined>): Promise<T | undefined> {
  const path = join(deps.folder, nameOf(key, SEALED));
  const found = (await ifThere(read(path).then((content) => ({ content })))) ?? (await sealed(deps, key, () => read(path)));
  if (found && found.content === undefined) deps.onDamaged?.(key);
  return found?.content;
}

/** The same of a file of a version before. */
async function sealed<T>(deps: FolderArtifactsDeps, key: string, read: () => Promise<T | undefined>): Promise<{ content?: T } | undefined> {
  const path = join(deps.folder, nameOf(key, UNSEALED));
  const bytes = await ifThere(readFile(path));
  if (!bytes) return undefined;
  await writeAtomically(deps, key, [bytes]);
  await rm(path, { force: true });
  return { content: await read() };
}

type Chunks = Parameters<ArtifactStore["write"]>[1];

async function writeAtomically({ folder, ids }: FolderArtifactsDeps, key: string, chunks: Chunks): Promise<void> {
  const name = nameOf(key, SEALED);
  const unfinished = join(folder, `${ids.uuid()}${UNFINISHED}`);
  try {
    const file = await open(unfinished, "wx");
    try {
      await file.writeFile(withSeal(name, chunks));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, join(folder, name));
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the rename durable. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** All of it is looked at before the first chunk goes out. */
async function* readChunks(deps: FolderArtifactsDeps, key: string): AsyncGenerator<Uint8Array> {
  try {
    const length = await whole(deps, key, checkSealed);
    if (length === undefined) throw new AppError("storage-unavailable", "An artifact is not there, or damaged.");
    if (length === 0) return;
    for await (const chunk of createReadStream(join(deps.folder, nameOf(key, SEALED)), { end: length - 1 })) yield chunk;
  } catch (error) {
    throw toStorageError("read", error);
  }
}

async function factsOf(deps: FolderArtifactsDeps, key: string): Promise<ArtifactFacts | undefined> {
  const sizeBytes = await whole(deps, key, checkSealed);
  return sizeBytes === undefined ? undefined : { sizeBytes };
}

async function deleteOthers(folder: string, keys: Iterable<string>, writtenBeforeMs: number): Promise<number> {
  const kept = new Set<string>();
  for (const key of keys) {
    kept.add(hashOf(key));
    // However many there are, others get their turn.
    if (kept.size % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  let deleted = 0;
  for (const name of await readdir(folder)) {
    const ending = [UNSEALED, SEALED].find((one) => name.endsWith(one));
    if (!ending || kept.has(name.slice(0, -ending.length))) continue;
    const path = join(folder, name);
    // Somebody else may delete it, or write it anew, meanwhile.
    const facts = await ifThere(stat(path));
    if (!facts || facts.mtimeMs >= writtenBeforeMs) continue;
    await rm(path, { force: true });
    deleted += 1;
  }
  return deleted;
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function guarded<T>(verb: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(verb, error);
  }
}

/** What the file system says may pass; anything else is a fault of ours, or of who sent the bytes, and stays what it is. */
function toStorageError(verb: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error && "code" in error)) return error;
  return new AppError("storage-unavailable", `Could not ${verb} an artifact (${error.code}).`, { cause: error });
}
