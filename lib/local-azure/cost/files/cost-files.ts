// Files the bill is delivered in: reports to be fetched by link, and exports. Whoever writes exports needs a sink only;
// this one also keeps what is put, in a directory or in memory, so that file-site.ts can serve it.

import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface FileName {
  account: string;
  container: string;
  /** Segments with slashes, none of them "", "." or "..". */
  path: string;
}

export interface DeliveredName extends FileName {
  /** Resource id of the account. */
  accountId: string;
}

export interface ExportSink {
  /** Replaces what is there. Resolves when it is durable. */
  put(name: DeliveredName, bytes: Uint8Array): Promise<void>;
}

export interface CostFiles extends ExportSink {
  put(name: FileName, bytes: Uint8Array): Promise<void>;
  read(name: FileName): Promise<Buffer | undefined>;
  /** Paths in order. */
  list(account: string, container: string): Promise<string[]>;
  /** Nothing happens where there is none. */
  remove(name: FileName): Promise<void>;
}

export function createMemoryFiles(): CostFiles {
  const files = new Map<string, Buffer>();
  const prefixOf = (account: string, container: string) => `${account}/${container}/`;
  return {
    async put({ account, container, path }, bytes) {
      files.set(prefixOf(account, container) + path, Buffer.from(bytes));
    },
    async read({ account, container, path }) {
      return files.get(prefixOf(account, container) + path);
    },
    async list(account, container) {
      const prefix = prefixOf(account, container);
      const found = [...files.keys()].filter((key) => key.startsWith(prefix));
      return found.map((key) => key.slice(prefix.length)).sort();
    },
    async remove({ account, container, path }) {
      files.delete(prefixOf(account, container) + path);
    },
  };
}

/** Below dir, a folder an account, a folder a container. */
export function createDirectoryFiles(dir: string): CostFiles {
  const placeOf = ({ account, container, path }: FileName) => join(dir, ...[account, container, ...path.split("/")].map(toFileName));
  return {
    async put(name, bytes) {
      const place = placeOf(name);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await writeDurably(place, bytes);
    },
    async read(name) {
      return orIfAbsent<Buffer | undefined>(readFile(placeOf(name)), undefined);
    },
    async list(account, container) {
      const root = join(dir, toFileName(account), toFileName(container));
      const entries = await orIfAbsent(readdir(root, { recursive: true, withFileTypes: true }), []);
      const paths = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(unfinished));
      return paths.map((entry) => toPath(join(entry.parentPath, entry.name).slice(root.length + 1))).sort();
    },
    async remove(name) {
      await rm(placeOf(name), { force: true });
    },
  };
}

/** No encoded name contains a "~". */
const unfinished = "~";

async function writeDurably(place: string, bytes: Uint8Array): Promise<void> {
  const file = await open(place + unfinished, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(place + unfinished, place);
}

function toFileName(segment: string): string {
  if (["", ".", ".."].includes(segment)) throw new Error(`'${segment}' names no file`);
  return encodeURIComponent(segment).replaceAll("~", "%7E");
}

function toPath(relative: string): string {
  return relative.split(/[\\/]/).map(decodeURIComponent).join("/");
}

async function orIfAbsent<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return otherwise;
    throw error;
  }
}
