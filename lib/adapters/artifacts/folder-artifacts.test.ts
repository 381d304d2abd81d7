import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openFolderArtifacts, scrubFolder } from "./folder-artifacts.ts";

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

  it("takes chunks as they come and gives them back as they are read, a large one too", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    const chunk = new Uint8Array(100_000).fill(7);
    await store.write("a", chunksOf(chunk, 30));
    const sizes: number[] = [];
    for await (const part of store.read("a")) {
      sizes.push(part.length);
      expect(part.every((byte) => byte === 7)).toBe(true);
    }
    expect(sizes.length).toBeGreaterThan(10);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(3_000_000);
    expect(await store.find("a")).toMatchObject({ sizeBytes: 3_000_000 });
  });

  it("shows nothing of what is still being written, and nothing stays of a source that fails", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await store.put("a", Uint8Array.of(1));
    const before = await store.find("a");
    const seen: unknown[] = [];
    const failing = async function* () {
      yield new Uint8Array(1000);
      seen.push(await store.get("a"), await store.find("b"));
      throw new Error("the sender went away");
    };
    await expect(store.write("a", failing())).rejects.toThrow("the sender went away");
    await expect(store.write("b", failing())).rejects.toThrow("the sender went away");
    expect(seen.filter(Boolean).map((bytes) => Array.from(bytes as Uint8Array))).toEqual([[1], [1]]);
    expect([await store.find("a"), await store.find("b")]).toEqual([before, undefined]);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it("leaves no file open behind a reader that stops early, and says so when there is nothing to read", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await store.put("a", new Uint8Array(1_000_000));
    const openFiles = async () => (await readdir("/proc/self/fd").catch(() => [])).length;
    const before = await openFiles();
    for (let i = 0; i < 20; i += 1) for await (const _ of store.read("a")) break;
    expect(await openFiles()).toBeLessThan(before + 10);
    await expect(store.read("b")[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: "storage-unavailable" });
  });

  it("gives nothing of one whose bytes are not those that were written, however it is asked, and tells of it", async () => {
    const damaged: string[] = [];
    const store = await openFolderArtifacts({ folder, ids, onDamaged: (key) => damaged.push(key) });
    let served = 0;
    for (let i = 0; i < 200; i += 1) {
      const key = `ranges/${i}`;
      const bytes = randomBytes(1 + (i % 50) * 40);
      await store.put(key, bytes);
      const [name = ""] = await readdir(folder);
      const file = await readFile(join(folder, name));
      const bit = randomInt(file.length * 8);
      file[bit >> 3] = (file[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(join(folder, name), file);
      const asked = [await store.get(key), await store.find(key), await collect(store.read(key)).catch(() => undefined)];
      served += asked.filter((answer) => answer !== undefined).length;
      await store.delete(key);
    }
    expect(served).toBe(0);
    expect(damaged).toHaveLength(600);
  });

  it("knows a file that lies under another one's name, and one that is cut or grew", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await store.put("a", Uint8Array.of(1, 2, 3));
    const [nameOfA = ""] = await readdir(folder);
    await store.put("b", Uint8Array.of(4, 5, 6));
    const nameOfB = (await readdir(folder)).find((name) => name !== nameOfA) ?? "";
    const file = await readFile(join(folder, nameOfA));
    for (const wrong of [file.subarray(0, -1), Buffer.concat([file, Buffer.of(0)]), Buffer.alloc(0)]) {
      await writeFile(join(folder, nameOfA), wrong);
      expect(await store.get("a")).toBeUndefined();
    }
    await writeFile(join(folder, nameOfA), await readFile(join(folder, nameOfB)));
    expect(await store.get("a")).toBeUndefined();
    expect(await scrubFolder(folder)).toEqual({ checked: 2, damaged: [nameOfA] });
    await store.put("a", Uint8Array.of(1, 2, 3));
    expect(Array.from((await store.get("a")) ?? [])).toEqual([1, 2, 3]);
    expect(await scrubFolder(folder)).toEqual({ checked: 2, damaged: [] });
  });

  it("takes over what a version wrote that had no seals, and knows damage from then on", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    await store.put("a", Uint8Array.of(1, 2));
    const [name = ""] = await readdir(folder);
    await store.delete("a");
    await writeFile(join(folder, name.replace(".sealed", ".artifact")), Uint8Array.of(7, 8, 9));
    expect(await store.find("a")).toMatchObject({ sizeBytes: 3 });
    expect(Array.from((await store.get("a")) ?? [])).toEqual([7, 8, 9]);
    expect(await readdir(folder)).toEqual([name]);
  });

  it("deletes what is old and not among what is kept, as versions before wrote it too, and nothing besides", async () => {
    const store = await openFolderArtifacts({ folder, ids });
    for (const key of ["kept", "other", "before", "young"]) await store.put(key, Uint8Array.of(1));
    const nameOf = (key: string) => createHash("sha256").update(key).digest("hex");
    await rename(join(folder, `${nameOf("before")}.sealed`), join(folder, `${nameOf("before")}.artifact`));
    await writeFile(join(folder, "notes.txt"), "somebody's");
    const old = new Date(Date.now() - 60_000);
    for (const name of await readdir(folder)) if (name !== `${nameOf("young")}.sealed`) await utimes(join(folder, name), old, old);
    expect(await store.keepOnly(["kept"], Date.now() - 30_000)).toBe(2);
    expect((await readdir(folder)).toSorted()).toEqual([`${nameOf("kept")}.sealed`, `${nameOf("young")}.sealed`, "notes.txt"].toSorted());
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

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function* chunksOf(chunk: Uint8Array, count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) yield chunk;
}
