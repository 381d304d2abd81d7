// PGlite's files in a folder, brought to the disk when PostgreSQL says so. PGlite itself runs without fsync (-F), and its file
// system has no place where one could happen: its option relaxedDurability is for browsers, here it changes nothing. What this
// rests on is Emscripten's: a stream is synced by the fsync of its file system, where that has one; NODEFS has none of its own.
import { closeSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

type Given = Parameters<NodeFS["init"]>[1];

/** A file that is open has a descriptor of the system's; a folder has none, and is synced by its path. */
interface Stream {
  nfd?: number;
  node: unknown;
}

interface NodeFiles {
  stream_ops: { fsync?: (stream: Stream) => number };
  realPath(node: unknown): string;
}

/** EIO, in the numbers of WASI: PostgreSQL ends itself on it, as it does not know what reached the disk. */
const NOT_WRITTEN = 29;

export class SyncedNodeFs extends NodeFS {
  private readonly syncFile: (descriptor: number) => void;

  constructor(folder: string, syncFile: (descriptor: number) => void = fdatasyncSync) {
    super(folder);
    this.syncFile = syncFile;
  }

  override async init(pglite: PGlite, given: Given) {
    const { emscriptenOpts } = await super.init(pglite, given);
    const before = [emscriptenOpts.preRun ?? []].flat();
    const addSync = (module: unknown) => {
      const { NODEFS: files } = module as { NODEFS: NodeFiles };
      files.stream_ops.fsync = ({ nfd, node }) => {
        try {
          if (nfd === undefined) syncFolder(files.realPath(node));
          else this.syncFile(nfd);
          return 0;
        } catch {
          return NOT_WRITTEN;
        }
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...before, addSync] } };
  }
}

/** PGlite's own start without -F; by fsync, because Emscripten's fdatasync does nothing. */
export function syncedStart(startParams: readonly string[]): string[] {
  return [...startParams.filter((param) => param !== "-F"), "-c", "wal_sync_method=fsync"];
}

/** All of it, once: of files that were written before anything was synced. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) withDescriptor(path, "r+", fsyncSync);
  }
  syncFolder(folder);
}

/** Windows knows no such thing: there names are written with the files. */
export function syncFolder(folder: string): void {
  if (process.platform !== "win32") withDescriptor(folder, "r", fsyncSync);
}

function withDescriptor(path: string, flags: string, work: (descriptor: number) => void): void {
  const descriptor = openSync(path, flags);
  try {
    work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
