// What `npm start` runs once all is installed and built: both halves start and end together, or one clear message says
// why not and nothing stays behind.
import { existsSync, mkdirSync, truncateSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeEmbeddedDatabase } from "../lib/adapters/testing/embedded-database.ts";
import { findPostgres, startPostgres } from "../lib/adapters/testing/postgres-cluster.ts";
import { lockDataDir } from "../lib/server/data-dir-lock.ts";
import { freePort } from "../lib/server/testing/free-port.ts";
import { isAlive, isBuilt, type Stage, setStage, takePort } from "./testing/stage.ts";

let stage: Stage;
beforeEach(async () => {
  stage = await setStage();
});
afterEach(() => stage.clear());

describe("what cannot start says why, once, and starts nothing", () => {
  test("a taken port, with another to try, and makes no data directory", async () => {
    const { server, port: taken } = await takePort();
    const dataDir = join(stage.dataDir, "new");
    const { code, stderr, stdout } = await stage.supervise({ PORT: String(taken), SNAPSCOPE_DATA_DIR: dataDir }).over;
    server.close();
    expect(existsSync(dataDir)).toBe(false);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `snapscope: Port ${taken} on 127.0.0.1 is taken. Stop what uses it, or choose another: PORT=${taken + 1} npm start\n`,
    );
    expect(stage.localAzure()).toBeUndefined();
  });

  test("a second one on the same data directory", async () => {
    const lock = await lockDataDir(stage.dataDir);
    const { code, stderr } = await stage.supervise().over;
    await lock?.release();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `snapscope: Another Snapscope is using the data directory ${stage.dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start\n`,
    );
    expect(stage.localAzure()).toBeUndefined();
  });

  test("a broken configuration, with all that is wrong in one message", async () => {
    const broken = { PORT: "seventy", HOST: "0.0.0.0", DATABASE_URL: "mysql://db", SNAPSCOPE_LOCAL_AZURE_SEED: "lots" };
    const { code, stderr } = await stage.supervise(broken).over;
    expect(code).toBe(1);
    expect(stderr.split("\n").slice(0, -1)).toEqual([
      "snapscope: The configuration is not usable:",
      expect.stringContaining("PORT: "),
      expect.stringContaining("HOST: "),
      expect.stringContaining("SNAPSCOPE_LOCAL_AZURE_SEED: "),
      expect.stringContaining("DATABASE_URL: "),
    ]);
    expect(existsSync(stage.dataDir)).toBe(false);
  });

  test("a half-set Azure, with what is missing and without the secret", async () => {
    const { code, stderr } = await stage.supervise({ AZURE_TENANT_ID: "tenant", AZURE_CLIENT_SECRET: "a-secret" }).over;
    expect(code).toBe(1);
    expect(stderr).toContain("AZURE_CLIENT_ID: missing");
    expect(stderr).not.toContain("a-secret");
    expect(existsSync(stage.dataDir)).toBe(false);
  });

  test("a Local Azure that cannot start", async () => {
    const first = stage.supervise({ SNAPSCOPE_LOCAL_AZURE_SEED: "scale:3" });
    await first.localAzureReady;
    first.child.kill("SIGINT");
    expect((await first.over).stderr).toBe("snapscope: making the estate of Local Azure and a database (once; usually half a minute) …\n");
    const { code, stderr } = await stage.supervise().over;
    expect(code).toBe(1);
    expect(stderr).toContain("was made with --seed scale:3, not empty");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

test.skipIf(!isBuilt)("a damaged database is told in one sentence, and nothing is said to be ready", async () => {
  await makeEmbeddedDatabase(stage.dataDir);
  mkdirSync(join(stage.dataDir, "artifacts"));
  truncateSync(join(stage.dataDir, "db", "global", "pg_control"), 100);
  const { code, stderr, stdout } = await stage.supervise().over;
  expect(code).toBe(1);
  expect(stdout).not.toContain("ready");
  expect(stderr).toMatch(
    /^snapscope: The embedded database in \S+ is damaged \(.*\)\. Restore the data directory from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start\n$/,
  );
  expect(isAlive(stage.localAzure()?.pid ?? 0)).toBe(false);
});

const bin = findPostgres();
test.skipIf(!isBuilt || !bin)("a PostgreSQL that is there only later is waited for: told once, not ready before, ready then", async () => {
  const cluster = await startPostgres(bin ?? "");
  const { port: behind, pathname } = new URL(await cluster.createDatabase());
  const front = await freePort();
  const { child, over, dashboardReady, says } = stage.supervise({ DATABASE_URL: `postgres://test@127.0.0.1:${front}${pathname}` });
  await says("It is tried again every 2 seconds.");
  const health = await fetch(`http://127.0.0.1:${stage.port}/api/health`);
  expect([health.status, await health.json()]).toMatchObject([503, { error: { code: "storage-unavailable" } }]);
  const way = createServer((socket) => void socket.pipe(connect(Number(behind), "127.0.0.1")).pipe(socket)).listen(front, "127.0.0.1");
  await dashboardReady();
  expect(await (await fetch(`http://127.0.0.1:${stage.port}/api/health`)).json()).toMatchObject({
    storage: { kind: "postgres", reachable: true },
  });
  child.kill("SIGTERM");
  const { code, stderr } = await over;
  way.close();
  await cluster.stop();
  expect([code, stderr]).toEqual([
    0,
    `snapscope: Could not open the PostgreSQL named by DATABASE_URL: connect ECONNREFUSED 127.0.0.1:${front}. It is tried again every 2 seconds.\n`,
  ]);
});

describe("both halves end together", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("on %s, also while the dashboard is only starting", async (signal) => {
    const { child, over, localAzureReady } = stage.supervise();
    const azure = await localAzureReady;
    child.kill(signal);
    expect((await over).code).toBe(0);
    expect(isAlive(azure.pid)).toBe(false);
  });

  test.skipIf(!isBuilt)("on Ctrl-C when all is served, without a word, and the port is free again", async () => {
    const { child, over, dashboardReady, localAzureReady } = stage.supervise();
    const azure = await localAzureReady;
    await dashboardReady();
    const health = await fetch(`http://127.0.0.1:${stage.port}/api/health`);
    expect(await health.json()).toMatchObject({ azure: { kind: "local", reachable: true } });
    child.kill("SIGINT");
    const { code, stderr } = await over;
    expect([code, stderr]).toEqual([0, ""]);
    expect(isAlive(azure.pid)).toBe(false);
    await expect(fetch(`http://127.0.0.1:${stage.port}/api/health`)).rejects.toThrow();
  });
});
