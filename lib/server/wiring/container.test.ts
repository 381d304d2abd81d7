// A start that fails must leave nothing open: the next request starts again, and PGlite must not be opened twice.
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PgBoss } from "pg-boss";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { startTestAzure, type TestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { readConfig } from "#lib/server/config.ts";
import { stopContainer } from "#lib/server/process-state.ts";
import { container, createApp, startContainer } from "./container.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-container-"));
let azure: TestAzure;
beforeAll(async () => {
  vi.stubEnv("SNAPSCOPE_DATA_DIR", dataDir);
  vi.stubEnv("SNAPSCOPE_MEASURE_UNASKED", "false");
  vi.stubEnv("SNAPSCOPE_LOG_LEVEL", "error");
  await makeEmbeddedDatabase(dataDir);
  azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
});
afterAll(async () => {
  await stopContainer();
  vi.unstubAllEnvs();
  await azure.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

let openDatabases: number;
beforeEach(() => {
  openDatabases = 0;
  const make = PGlite.create.bind(PGlite);
  vi.spyOn(PGlite, "create").mockImplementation(async (folder?: string | object) => {
    const made = await make(String(folder));
    openDatabases += 1;
    const close = made.close.bind(made);
    return Object.assign(made, {
      async close() {
        openDatabases -= 1;
        await close();
      },
    });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

test("what cannot be put together closes the database again", async () => {
  const artifacts = join(dataDir, "artifacts");
  writeFileSync(artifacts, "not a folder");
  await expect(container()).rejects.toThrow();
  expect(openDatabases).toBe(0);
  rmSync(artifacts);
});

test("an old artifact that nothing names is cleared away by the pass six hours after the start, not at the start; a young one is not", async () => {
  const timers = vi.spyOn(globalThis, "setInterval");
  const app = await createApp(readConfig());
  const record = { snapshotUniqueId: "u", snapshotId: "s", baseUniqueId: null, artifactKey: "ranges/all/u", measuredAt: "t" };
  await app.measurements.put({ ...record, bytes: 1, clearedBytes: 0, writtenRanges: 1, clearedRanges: 0 });
  const [old, young] = ["old", "young"].map((name) => join(dataDir, "artifacts", `${name}.sealed`)) as [string, string];
  for (const path of [old, young]) writeFileSync(path, "a process ended before its record was written");
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000);
  utimesSync(old, twoDaysAgo, twoDaysAgo);
  await app.start();
  const passes = timers.mock.calls.filter(([, everyMs]) => everyMs === 6 * 3_600_000);
  await app.collector.stop();
  expect([existsSync(old), existsSync(young)]).toEqual([true, true]);
  for (const [pass] of passes) pass();
  // The pass under way ends first.
  await app.stop();
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});

test("what cannot be started closes the database again, and the next request starts anew", async () => {
  vi.spyOn(PgBoss.prototype, "start").mockRejectedValueOnce(new Error("no queue today"));
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await startContainer();
  expect(said.mock.calls.map(([line]) => JSON.parse(String(line)))).toMatchObject([
    { event: "start-failed", err: { message: "no queue today" } },
  ]);
  expect(openDatabases).toBe(0);
  const [one, other] = await Promise.all([container(), container()]);
  expect(one).toBe(other);
  expect(openDatabases).toBe(1);
  await one.database.ping();
});
