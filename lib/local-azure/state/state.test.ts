import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../model/records/record-log.ts";
import { DamagedDataDir } from "./damaged.ts";
import { DataDirInUse, lockDataDir } from "./data-dir-lock.ts";
import { openJournal } from "./journal.ts";
import { toLine } from "./record-lines.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "local-azure-state-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function group(name: string, location = "westeurope"): Change {
  return { kind: "group", record: { subscriptionId: "s", name, location, tags: {} } };
}

async function append(...batches: Change[][]): Promise<void> {
  const journal = await openJournal(dir);
  for (const batch of batches) await journal.append(JSON.stringify(batch));
  await journal.close();
}

async function names(): Promise<string[]> {
  const journal = await openJournal(dir);
  await journal.close();
  return journal.records.map(({ record }) => `${(record as { name: string }).name}@${(record as { location: string }).location}`);
}

describe("the journal", () => {
  it("gives back every record once, as it was last written, in order of first writing", async () => {
    await append([group("a"), group("b")], [group("a", "eastus"), group("c")]);
    expect(await names()).toEqual(["a@eastus", "b@westeurope", "c@westeurope"]);
    expect(await names()).toEqual(["a@eastus", "b@westeurope", "c@westeurope"]);
  });

  it("leaves out a batch that was cut by a crash, whole, and writes on behind the good ones", async () => {
    await append([group("a")]);
    appendFileSync(join(dir, "records.jsonl"), toLine(JSON.stringify([group("b"), group("c")])).slice(0, -20));
    expect(await names()).toEqual(["a@westeurope"]);
    await append([group("d")]);
    expect(await names()).toEqual(["a@westeurope", "d@westeurope"]);
  });

  it("does not grow for ever: opening keeps one copy of each record, and none that is stale", async () => {
    await append(...Array.from({ length: 50 }, (_, at) => [group("a", `l${at}`)]));
    await append([group("old")]);
    const journal = await openJournal(dir, ({ record }) => (record as { name: string }).name === "old");
    await journal.close();
    const [, ...lines] = readFileSync(join(dir, "records.jsonl"), "utf8").split("\n");
    expect(lines).toEqual([expect.stringContaining(JSON.stringify([group("a", "l49")])), ""]);
  });

  it("is refused with any one bit flipped, in lines of before and in those appended since", async () => {
    await append([group("a")], [group("b")]);
    const journal = await openJournal(dir);
    await journal.append(JSON.stringify([group("c")]));
    const good = readFileSync(join(dir, "records.jsonl"));
    await journal.close();
    for (let bit = 0; bit < good.length * 8; bit += 1) {
      const bytes = Buffer.from(good);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(join(dir, "records.jsonl"), bytes);
      await expect(names(), `bit ${bit}`).rejects.toThrow(DamagedDataDir);
    }
  });

  it("is refused when something was cut off after it was closed, wherever", async () => {
    await append([group("a")], [group("b")], [group("c")]);
    const good = readFileSync(join(dir, "records.jsonl"));
    for (let length = 1; length < good.length - 1; length += 1) {
      writeFileSync(join(dir, "records.jsonl"), good.subarray(0, length));
      await expect(names(), `${length} bytes`).rejects.toThrow(DamagedDataDir);
    }
  });

  it("leaves out what a crash cut of the last batch, wherever, and keeps all before", async () => {
    await append([group("a")]);
    const journal = await openJournal(dir);
    const { length } = readFileSync(join(dir, "records.jsonl"));
    await journal.append(JSON.stringify([group("ü")]));
    const all = readFileSync(join(dir, "records.jsonl"));
    await journal.close();
    for (let end = length; end < all.length; end += 1) {
      writeFileSync(join(dir, "records.jsonl"), all.subarray(0, end));
      expect(await names(), `${end} bytes`).toEqual(end < all.length - 1 ? ["a@westeurope"] : ["a@westeurope", "ü@westeurope"]);
    }
  });

  it("opens what a version before wrote without checksums, cut at its end too, and refuses what cannot be read", async () => {
    const old = `${JSON.stringify([group("a")])}\n${JSON.stringify([group("b")])}\n`;
    writeFileSync(join(dir, "records.jsonl"), `${old}[{"kind`);
    expect(await names()).toEqual(["a@westeurope", "b@westeurope"]);
    for (const wrong of [`${old.slice(0, 40)}#${old.slice(40)}`.replace("\n", ""), `[{"kin`]) {
      writeFileSync(join(dir, "records.jsonl"), wrong);
      await expect(names()).rejects.toThrow(DamagedDataDir);
    }
  });
});

describe("the lock of a data directory", () => {
  it("is held by one at a time and free again when released", async () => {
    const lock = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toThrow(DataDirInUse);
    await lock.release();
    await (await lockDataDir(dir)).release();
  });
});
