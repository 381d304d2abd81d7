// What `npm start` runs once all is installed and built: both halves start and end together, or one clear message says
// why not and nothing stays behind.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeEmbeddedDatabase } from "../lib/adapters/testing/embedded-database.ts";
import { findPostgres, startPostgres } from "../lib/adapters/testing/postgres-cluster.ts";
import { lockDataDir } from "../lib/server/data-dir-lock.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const isBuilt = existsSync(join(root, ".next", "BUILD_ID"));
if (!isBuilt) console.log("The dashboard is not built here: the tests that serve it are skipped.");

let scratch: string;
let dataDir: string;
let port: number;
let running: ChildProcess[];
beforeEach(async () => {
  port = await freePort();
  scratch = mkdtempSync(join(tmpdir(), "snapscope-start-"));
  dataDir = join(scratch, "data");
  running = [];
});
afterEach(async () => {
  for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await Promise.all(running.map((child) => ended(child)));
  rmSync(scratch, { recursive: true, force: true });
});

describe("what cannot start says why, once, and starts nothing", () => {
  test("a taken port, with another to try", async () => {
    const { server, port: taken } = await takePort();
    const { code, stderr, stdout } = await supervise({ PORT: String(taken) }).over;
    server.close();
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toBe(
      `snapscope: Port ${taken} on 127.0.0.1 is taken. Stop what uses it, or choose another: PORT=${taken + 1} npm start\n`,
    );
    expect(localAzure()).toBeUndefined();
  });

  test("a second one on the same data directory", async () => {
    const lock = await lockDataDir(dataDir);
    const { code, stderr } = await supervise().over;
    await lock?.release();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `snapscope: Another Snapscope is using the data directory ${dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start\n`,
    );
    expect(localAzure()).toBeUndefined();
  });

  test("a broken configuration, with all that is wrong in one message", async () => {
    const broken = { PORT: "seventy", HOST: "0.0.0.0", DATABASE_URL: "mysql://db", SNAPSCOPE_LOCAL_AZURE_SEED: "lots" };
    const { code, stderr } = await supervise(broken).over;
    expect(code).toBe(1);
    expect(stderr.split("\n").slice(0, -1)).toEqual([
      "snapscope: The configuration is not usable:",
      expect.stringContaining("PORT: "),
      expect.stringContaining("HOST: "),
      expect.stringContaining("SNAPSCOPE_LOCAL_AZURE_SEED: "),
      expect.stringContaining("DATABASE_URL: "),
    ]);
    expect(existsSync(dataDir)).toBe(false);
  });

  test("a half-set Azure, with what is missing and without the secret", async () => {
    const { code, stderr } = await supervise({ AZURE_TENANT_ID: "tenant", AZURE_CLIENT_SECRET: "a-secret" }).over;
    expect(code).toBe(1);
    expect(stderr).toContain("AZURE_CLIENT_ID: missing");
    expect(stderr).not.toContain("a-secret");
    expect(existsSync(dataDir)).toBe(false);
  });

  test("a Local Azure that cannot start", async () => {
    const first = supervise({ SNAPSCOPE_LOCAL_AZURE_SEED: "scale:3" });
    await first.localAzureReady;
    first.child.kill("SIGINT");
    await first.over;
    const { code, stderr } = await supervise().over;
    expect(code).toBe(1);
    expect(stderr).toContain("was made with --seed scale:3, not empty");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

test.skipIf(!isBuilt)("a damaged database is told in one sentence, and nothing is said to be ready", async () => {
  await makeEmbeddedDatabase(dataDir);
  mkdirSync(join(dataDir, "artifacts"));
  truncateSync(join(dataDir, "db", "global", "pg_control"), 100);
  const { code, stderr, stdout } = await supervise().over;
  expect(code).toBe(1);
  expect(stdout).not.toContain("ready");
  expect(stderr).toMatch(
    /^snapscope: The embedded database in \S+ is damaged \(.*\)\. Restore the data directory from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start\n$/,
  );
  expect(isAlive(localAzure()?.pid ?? 0)).toBe(false);
});

const bin = findPostgres();
test.skipIf(!isBuilt || !bin)("a PostgreSQL that is there only later is waited for: told once, not ready before, ready then", async () => {
  const cluster = await startPostgres(bin ?? "");
  const { port: behind, pathname } = new URL(await cluster.createDatabase());
  const front = await freePort();
  const { child, over, dashboardReady, isSaid } = supervise({ DATABASE_URL: `postgres://test@127.0.0.1:${front}${pathname}` });
  await isSaid("It is tried again every 2 seconds.");
  const health = await fetch(`http://127.0.0.1:${port}/api/health`);
  expect([health.status, await health.json()]).toMatchObject([503, { error: { code: "storage-unavailable" } }]);
  const way = createServer((socket) => void socket.pipe(connect(Number(behind), "127.0.0.1")).pipe(socket)).listen(front, "127.0.0.1");
  await dashboardReady;
  expect(await (await fetch(`http://127.0.0.1:${port}/api/health`)).json()).toMatchObject({
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
    const { child, over, localAzureReady } = supervise();
    const azure = await localAzureReady;
    child.kill(signal);
    expect((await over).code).toBe(0);
    expect(isAlive(azure.pid)).toBe(false);
  });

  test.skipIf(!isBuilt)("on Ctrl-C when all is served, without a word, and the port is free again", async () => {
    const { child, over, dashboardReady, localAzureReady } = supervise();
    const azure = await localAzureReady;
    await dashboardReady;
    const health = await fetch(`http://127.0.0.1:${port}/api/health`);
    expect(await health.json()).toMatchObject({ azure: { kind: "local", reachable: true } });
    child.kill("SIGINT");
    const { code, stderr } = await over;
    expect([code, stderr]).toEqual([0, ""]);
    expect(isAlive(azure.pid)).toBe(false);
    await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow();
  });

  test.skipIf(!isBuilt)("when Local Azure is killed, with a message and another exit code", async () => {
    const { over, dashboardReady, localAzureReady } = supervise();
    const azure = await localAzureReady;
    await dashboardReady;
    process.kill(azure.pid, "SIGKILL");
    const { code, stderr } = await over;
    expect(code).toBe(1);
    expect(stderr).toContain("Local Azure was ended by SIGKILL.");
    await expect(fetch(`http://127.0.0.1:${port}/api/health`)).rejects.toThrow();
  });
});

function supervise(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [join(root, "scripts/supervise.ts")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      SNAPSCOPE_DATA_DIR: dataDir,
      SNAPSCOPE_LOCAL_AZURE_SEED: "empty",
      SNAPSCOPE_LOG_LEVEL: "error",
      ...environment,
    },
  });
  running.push(child);
  const said = { stdout: "", stderr: "" };
  child.stderr.on("data", (chunk: Buffer) => {
    said.stderr += chunk;
  });
  const heard = (isThere: () => boolean) =>
    vi.waitUntil(
      () => {
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said.stderr}`);
        return isThere();
      },
      { timeout: 45_000 },
    );
  child.stdout.on("data", (chunk: Buffer) => {
    said.stdout += chunk;
  });
  return {
    child,
    over: once(child, "close").then(([code]) => ({ code: code as number | null, ...said })),
    get localAzureReady() {
      return heard(() => localAzure() !== undefined).then(() => localAzure() ?? { pid: 0 });
    },
    isSaid: (what: string) => heard(() => said.stderr.includes(what)),
    get dashboardReady() {
      return heard(() => said.stdout.includes("Snapscope is ready"));
    },
  };
}

/** As it describes itself once it listens. */
function localAzure(): { pid: number } | undefined {
  const file = join(dataDir, "local-azure", "local-azure.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

async function freePort(): Promise<number> {
  const { server, port } = await takePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
