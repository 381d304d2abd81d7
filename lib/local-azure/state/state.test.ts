import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../model/records/record-log.ts";
import { DataDirInUse, lockDataDir } from "./data-dir-lock.ts";
import { openJournal } from "./journal.ts";

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
    appendFileSync(join(dir, "records.jsonl"), JSON.stringify([group("b"), group("c")]).slice(0, -20));
    expect(await names()).toEqual(["a@westeurope"]);
    await append([group("d")]);
    expect(await names()).toEqual(["a@westeurope", "d@westeurope"]);
  });

  it("does not grow for ever: opening keeps one copy of each record, and none that is stale", async () => {
    await append(...Array.from({ length: 50 }, (_, at) => [group("a", `l${at}`)]));
    await append([group("old")]);
    const journal = await openJournal(dir, ({ record }) => (record as { name: string }).name === "old");
    await journal.close();
    expect(readFileSync(join(dir, "records.jsonl"), "utf8")).toBe(`${JSON.stringify([group("a", "l49")])}\n`);
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
