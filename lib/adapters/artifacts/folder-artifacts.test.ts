import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFolderArtifacts } from "./folder-artifacts.ts";

const ids = { uuid: () => randomUUID() };
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "artifacts-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("folder artifacts", () => {
  it("gives back what was put, and nothing for what was not", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await store.put("a", Uint8Array.of(1, 2, 3));
    await store.put("a", Uint8Array.of(4));
    expect(Array.from((await store.get("a")) ?? [])).toEqual([4]);
    expect(await store.get("b")).toBeUndefined();
    await store.delete("a");
    await store.delete("a");
    expect(await store.get("a")).toBeUndefined();
  });

  it("keeps keys apart that a file system would confuse, and inside the folder", async () => {
    const store = await openFolderArtifacts({ folder: join(folder, "inner"), ids });
    const keys = ["x", "X", "../x", "/etc/x", "x\0y", "x/y", "", "ä", "x".repeat(5000)];
    for (const key of keys) await store.put(key, new TextEncoder().encode(key));
    for (const key of keys) expect(new TextDecoder().decode(await store.get(key))).toBe(key);
    expect(await readdir(folder)).toEqual(["inner"]);
    expect(await readdir(join(folder, "inner"))).toHaveLength(keys.length);
  });

  it("clears away half-written files when opened and leaves none behind", async () => {
    const left = join(folder, "left.unfinished");
    await writeFile(left, "half");
    const store = await openFolderArtifacts({ folder, ids });
    expect(existsSync(left)).toBe(false);
    await Promise.all(Array.from({ length: 20 }, (_, i) => store.put("same", Uint8Array.of(i))));
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("says storage-unavailable when the folder is gone", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await rm(folder, { recursive: true });
    await expect(store.put("a", Uint8Array.of(1))).rejects.toMatchObject({ code: "storage-unavailable" });
  });

  it("leaves a fault of ours what it is", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await expect(store.put("a", 7 as never)).rejects.toThrow(TypeError);
  });
});
