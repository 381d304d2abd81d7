// Artifacts as files of one folder. A file appears under its name only when all of it is on the disk (written
// aside, synced, renamed), so a reader never sees half of one, whenever the process ends. Names are made from
// a hash of the key: no key can leave the folder or meet another one on a file system without case.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/domain/app-error.ts";
import type { ArtifactFacts, ArtifactStore } from "#lib/services/ports/artifacts.ts";
import type { Ids } from "#lib/services/ports/clock.ts";

const UNFINISHED = ".unfinished";

export interface FolderArtifactsDeps {
  folder: string;
  ids: Ids;
}

/** Makes the folder, and clears away what a killed process left half written. */
export async function openFolderArtifacts(deps: FolderArtifactsDeps): Promise<ArtifactStore> {
  const { folder, ids } = deps;
  await guarded("open", async () => {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
  });
  const pathOf = (key: string) => join(folder, fileNameOf(key));
  const write: ArtifactStore["write"] = (key, chunks) => guarded("write", () => writeAtomically(folder, pathOf(key), ids.uuid(), chunks));
  return {
    write,
    read: (key) => readChunks(pathOf(key)),
    find: (key) => guarded("read", () => ifThere(factsOf(pathOf(key)))),
    put: (key, bytes) => write(key, [bytes]),
    get: (key) => guarded("read", () => ifThere(readFile(pathOf(key)))),
    delete: (key) => guarded("delete", () => rm(pathOf(key), { force: true })),
  };
}

function fileNameOf(key: string): string {
  return `${createHash("sha256").update(key).digest("hex")}.artifact`;
}

type Chunks = Parameters<ArtifactStore["write"]>[1];

async function writeAtomically(folder: string, path: string, id: string, chunks: Chunks): Promise<void> {
  const unfinished = join(folder, `${id}${UNFINISHED}`);
  try {
    const file = await open(unfinished, "wx");
    try {
      await file.writeFile(chunks);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
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

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (error) {
    throw toStorageError("read", error);
  }
}

async function factsOf(path: string): Promise<ArtifactFacts> {
  const { size, ino, mtimeNs } = await stat(path, { bigint: true });
  return { sizeBytes: Number(size), version: `${ino}-${mtimeNs}-${size}` };
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
