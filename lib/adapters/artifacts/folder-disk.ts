import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/domain/app-error.ts";
import type { Ids } from "#lib/services/ports/clock.ts";
import type { Disk } from "#lib/services/ports/disk.ts";

const PROBE_BYTES = 4096;

/** Written as artifacts are: what fails for the probe fails for them. */
export function createFolderDisk({ folder, ids }: { folder: string; ids: Ids }): Disk {
  return {
    async probe() {
      // As a half-written artifact: what a killed process leaves of it is cleared away at the next start.
      const path = join(folder, `${ids.uuid()}.unfinished`);
      try {
        await writeAndRead(path);
        const { bavail, bsize } = await statfs(folder);
        return { freeBytes: bavail * bsize };
      } catch (error) {
        if (!(error instanceof Error && "code" in error)) throw error;
        const message =
          error.code === "ENOSPC" ? "The disk of the data directory is full." : `The disk of the data directory fails (${error.code}).`;
        throw new AppError("storage-unavailable", message, { cause: error });
      } finally {
        await rm(path, { force: true }).catch(() => undefined);
      }
    },
  };
}

async function writeAndRead(path: string): Promise<void> {
  const written = Buffer.alloc(PROBE_BYTES, path);
  const file = await open(path, "wx+");
  try {
    await file.writeFile(written);
    await file.sync();
    const { buffer } = await file.read(Buffer.alloc(PROBE_BYTES), 0, PROBE_BYTES, 0);
    if (!buffer.equals(written)) throw Object.assign(new Error("Other bytes were read than written."), { code: "EIO" });
  } finally {
    await file.close();
  }
}
