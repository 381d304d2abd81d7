import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { isDataDirLocked, lockDataDir } from "./data-dir-lock.ts";

const scratch = mkdtempSync(join(tmpdir(), "snapscope-lock-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const here = fileURLToPath(new URL(".", import.meta.url));

test("a directory is one's alone until it is let go, by whatever name it is called", async () => {
  const dataDir = join(scratch, "made", "here");
  const lock = await lockDataDir(dataDir);
  expect(lock).toBeDefined();
  symlinkSync(dataDir, join(scratch, "link"));
  expect(await lockDataDir(dataDir)).toBeUndefined();
  expect(await lockDataDir(join(scratch, "link"))).toBeUndefined();
  expect(await isDataDirLocked(dataDir)).toBe(true);
  await lock?.release();
  expect(await isDataDirLocked(dataDir)).toBe(false);
});

test("one that is not there is nobody's, and is not made by the question", async () => {
  const dataDir = join(scratch, "asked", "for");
  expect(await isDataDirLocked(dataDir)).toBe(false);
  expect(existsSync(join(scratch, "asked"))).toBe(false);
});

test("another directory is another lock", async () => {
  const locks = await Promise.all(["a", "b"].map((name) => lockDataDir(join(scratch, name))));
  expect(locks.every((lock) => lock !== undefined)).toBe(true);
  await Promise.all(locks.map((lock) => lock?.release()));
});

test("of many that ask at once, one gets it", async () => {
  const locks = await Promise.all(Array.from({ length: 20 }, () => lockDataDir(join(scratch, "many"))));
  expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1);
  await Promise.all(locks.map((lock) => lock?.release()));
});

test("a holder that is killed leaves no lock behind", async () => {
  const dataDir = join(scratch, "killed");
  const holder = `
    import { lockDataDir } from "./data-dir-lock.ts";
    const lock = await lockDataDir(process.argv.at(-1));
    setInterval(() => lock, 1000);
    process.stdout.write("held");`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", holder, dataDir], {
    cwd: here,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  expect(await isDataDirLocked(dataDir)).toBe(true);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await isDataDirLocked(dataDir)).toBe(false);
});
