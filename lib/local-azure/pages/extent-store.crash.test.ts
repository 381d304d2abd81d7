import { spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openExtentStore } from "./extent-store.ts";
import { pageBytes } from "./page-store.ts";

let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "extent-store-"));
});

afterEach(() => rmSync(dir, { recursive: true }));

const createFrameBytes = 8 + 1 + 4 + 8;

/** Page i of the image holds the byte i + 1; each step is flushed, so that it has a frame of its own. */
async function writePages(count: number): Promise<void> {
  const store = await openExtentStore({ dir });
  const id = store.create(count * pageBytes);
  await store.flush();
  for (let i = 0; i < count; i += 1) {
    store.write(id, i * pageBytes, new Uint8Array(pageBytes).fill(i + 1));
    await store.flush();
  }
}

test("a journal cut at any byte opens with the whole operations before the cut", async () => {
  await writePages(6);
  const journal = join(dir, "journal-0");
  const fullBytes = statSync(journal).size;
  let lastCount = -1;
  for (let cut = 0; cut <= fullBytes; cut += 1) {
    const copy = mkdtempSync(join(tmpdir(), "extent-store-"));
    cpSync(dir, copy, { recursive: true });
    truncateSync(join(copy, "journal-0"), cut);
    const store = await openExtentStore({ dir: copy });
    let count = 0;
    if (cut >= createFrameBytes) {
      count = store.allocatedBytes(1) / pageBytes;
      for (let i = 0; i < count; i += 1) expect(store.read(1, i * pageBytes, 1)[0]).toBe(i + 1);
      expect(count).toBeGreaterThanOrEqual(lastCount);
      lastCount = count;
      const id = store.create(pageBytes);
      store.write(id, 0, new Uint8Array(pageBytes).fill(0xee));
    }
    await store.close();
    rmSync(copy, { recursive: true });
  }
  expect(lastCount).toBe(6);
});

test("a damaged frame ends the history before it, and the store goes on from there", async () => {
  await writePages(4);
  const journal = join(dir, "journal-0");
  const bytes = readFileSync(journal);
  bytes[bytes.length - 3] = 0xff;
  writeFileSync(journal, bytes);
  const store = await openExtentStore({ dir });
  expect(store.allocatedBytes(1)).toBe(3 * pageBytes);
  store.write(1, 3 * pageBytes, new Uint8Array(pageBytes).fill(99));
  await store.flush();
  const again = await openExtentStore({ dir });
  expect(again.read(1, 3 * pageBytes, 1)[0]).toBe(99);
  await again.close();
});

test("operations whose bytes are missing from the data log are dropped", async () => {
  await writePages(4);
  truncateSync(join(dir, "data"), 3 * pageBytes + 100);
  const store = await openExtentStore({ dir });
  expect(store.allocatedBytes(1)).toBe(3 * pageBytes);
  await store.close();
});

test("a crash between checkpoint and the removal of the old journal loses and repeats nothing", async () => {
  await writePages(3);
  copyFileSync(join(dir, "journal-0"), join(dir, "saved"));
  const store = await openExtentStore({ dir });
  await store.close();
  copyFileSync(join(dir, "saved"), join(dir, "journal-0"));
  const again = await openExtentStore({ dir });
  expect(again.allocatedBytes(1)).toBe(3 * pageBytes);
  expect(readdirSync(dir).filter((name) => name.startsWith("journal-"))).toEqual(["journal-1"]);
  await again.close();
});

test("a damaged checkpoint is refused, not guessed at", async () => {
  const store = await openExtentStore({ dir });
  store.fill(store.create(4096), 0, 4096, { kind: "text", seed: 1 });
  await store.close();
  const path = join(dir, "checkpoint");
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] = 0xff;
  writeFileSync(path, bytes);
  await expect(openExtentStore({ dir })).rejects.toThrow(/damaged/);
});

const writer = `
import { openExtentStore } from ${JSON.stringify(new URL("./extent-store.ts", import.meta.url).href)};
const store = await openExtentStore({ dir: process.argv[1], journalMaxBytes: 2000 });
const id = store.create(1e6 * 512);
for (let i = 0; ; i += 1) {
  store.write(id, i * 512, new Uint8Array(512).fill((i % 255) + 1));
  if (i % 10 === 9) {
    store.freeze(id);
    if (i % 20 === 9) await store.flush();
    else store.settle();
    process.stdout.write(i + 1 + "\\n");
  }
}
`;

/** Runs a writer in a process of its own, kills it after some acknowledgements, returns the last one. */
function writeUntilKilled(acknowledgements: number): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", writer, dir], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.split("\n").length > acknowledgements) child.kill("SIGKILL");
    });
    child.on("close", () => resolve(Number(output.trim().split("\n").at(-1))));
  });
}

test.each([3, 40, 150])(
  "kill -9 after %i acknowledgements loses nothing that was settled or flushed",
  { timeout: 30_000 },
  async (acknowledgements) => {
    const acknowledged = await writeUntilKilled(acknowledgements);
    const store = await openExtentStore({ dir });
    expect(acknowledged).toBeGreaterThanOrEqual(acknowledgements * 10);
    expect(store.allocatedBytes(1)).toBeGreaterThanOrEqual(acknowledged * 512);
    for (let i = 0; i < acknowledged; i += 1) expect(store.read(1, i * 512, 512)).toEqual(new Uint8Array(512).fill((i % 255) + 1));
    expect(store.isFrozen(1 + acknowledged / 10)).toBe(true);
    expect(store.allocatedBytes(1 + acknowledged / 10)).toBe(acknowledged * 512);
    await store.close();
  },
);
