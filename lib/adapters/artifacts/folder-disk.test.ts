import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hasSmallDisks, onSmallDisk } from "#lib/adapters/testing/small-disk.ts";
import { systemIds as ids } from "#lib/server/system-clock.ts";
import { createFolderDisk } from "./folder-disk.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

test("tells what is free, and leaves nothing", async () => {
  const folder = mkdtempSync(join(tmpdir(), "snapscope-folder-disk-"));
  const { freeBytes } = await createFolderDisk({ folder, ids }).probe();
  expect(freeBytes).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  await expect(createFolderDisk({ folder, ids }).probe()).rejects.toMatchObject({
    code: "storage-unavailable",
    message: "The disk of the data directory fails (ENOENT).",
  });
});

test.skipIf(!hasSmallDisks())("says when it is full, and when there is room again", async () => {
  const script = `
    import { randomUUID } from "node:crypto";
    import { appendFileSync, rmSync } from "node:fs";
    import { createFolderDisk } from "./folder-disk.ts";
    const folder = process.argv.at(-1);
    const disk = createFolderDisk({ folder, ids: { uuid: randomUUID } });
    const tell = async () => console.log(JSON.stringify(await disk.probe().catch(({ code, message }) => ({ code, message }))));
    try { for (;;) appendFileSync(folder + "/filler", Buffer.alloc(4096)); } catch {}
    await tell();
    rmSync(folder + "/filler");
    await tell();`;
  expect(await onSmallDisk(2, script, { here })).toEqual([
    { code: "storage-unavailable", message: "The disk of the data directory is full." },
    { freeBytes: expect.any(Number) },
  ]);
});
