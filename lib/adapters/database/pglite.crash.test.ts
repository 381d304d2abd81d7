// kill -9 while writing: what was acknowledged is there at the next start, and the database opens.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { type Database, openDatabase } from "./open-database.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-pglite-crash-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const here = fileURLToPath(new URL(".", import.meta.url));
const writer = `
  import { createMeasurementStore } from "./measurement-store.ts";
  import { openDatabase } from "./open-database.ts";
  const [dataDir, round] = process.argv.slice(-2);
  const store = createMeasurementStore((await openDatabase({ dataDir })).db);
  const record = { snapshotId: "x".repeat(2000), baseUniqueId: null, bytes: 1, clearedBytes: 0, writtenRanges: 1, clearedRanges: 0, artifactKey: "k", measuredAt: "t" };
  for (let i = 0; ; i += 1) {
    await store.put({ ...record, snapshotUniqueId: round + "-" + i });
    process.stdout.write(round + "-" + i + "\\n");
  }`;

test("nothing acknowledged is lost by kill -9, four times in a row", async () => {
  await makeEmbeddedDatabase(dataDir);
  const acknowledged: string[] = [];
  for (let round = 0; round < 4; round += 1) {
    acknowledged.push(...(await writeUntilKilled(round, 50 + 50 * round)));
    const kept = new Set(await storedIds());
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(500);
  // Each write waits for the disk.
}, 180_000);

async function writeUntilKilled(round: number, writes: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", writer, dataDir, String(round)], {
    cwd: here,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk;
    if (output.split("\n").length > writes) child.kill("SIGKILL");
  });
  const [, signal] = await once(child, "close");
  expect(signal).toBe("SIGKILL");
  return output.split("\n").slice(0, -1);
}

async function storedIds(): Promise<string[]> {
  const database: Database = await openDatabase({ dataDir });
  const rows = await database.db.selectFrom("measurements").select("snapshot_unique_id").execute();
  await database.close();
  return rows.map((row) => row.snapshot_unique_id);
}
