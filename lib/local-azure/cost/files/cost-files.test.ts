import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createDirectoryFiles, createMemoryFiles } from "./cost-files.ts";

const dir = mkdtempSync(join(tmpdir(), "cost-files-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.each([
  ["in memory", createMemoryFiles],
  ["in a directory", () => createDirectoryFiles(dir)],
])("files %s", (_, create) => {
  const name = { account: "acct", container: "exports", path: "root folder/ä~%2F/part_0_0001.csv" };

  it("are what was put last, listed by path, and of one account and container only", async () => {
    const files = create();
    await files.put(name, Buffer.from("old"));
    await files.put(name, Buffer.from("new"));
    await files.put({ ...name, path: "a.json" }, Buffer.from("{}"));
    await files.put({ ...name, container: "other" }, Buffer.from("x"));
    expect((await files.read(name))?.toString()).toBe("new");
    expect(await files.list("acct", "exports")).toEqual(["a.json", name.path]);
    expect(await files.read({ ...name, path: "none" })).toBeUndefined();
    expect(await files.list("acct", "none")).toEqual([]);
    await files.remove(name);
    await files.remove(name);
    expect(await files.list("acct", "exports")).toEqual(["a.json"]);
  });
});

describe("files in a directory", () => {
  it("stay in it", async () => {
    const files = createDirectoryFiles(dir);
    for (const path of ["../x", "a/../../x", "", "a//b"]) {
      await expect(files.put({ account: "acct", container: "exports", path }, Buffer.from("x"))).rejects.toThrow("names no file");
    }
  });
});
