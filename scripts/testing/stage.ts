// A data directory and a port of a test's own, on which it starts the supervisor as often as it likes. At the end nothing
// of it is left.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { vi } from "vitest";
import type { LocalAzureEndpoints } from "../../lib/local-azure/endpoints.ts";
import { freePort } from "../../lib/server/testing/free-port.ts";
import { proofOf } from "../process-proof.ts";
import { type RecordedProcess, readProcessRecord } from "../process-record.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** As long as a busy machine may take to start. */
const patienceMs = 90_000;

export const isBuilt = existsSync(join(root, ".next", "BUILD_ID"));
if (!isBuilt) console.log("The dashboard is not built here: the tests that serve it are skipped.");

export type Stage = Awaited<ReturnType<typeof setStage>>;
export type Supervised = ReturnType<Stage["supervise"]>;

export async function setStage() {
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), "snapscope-start-"));
  const dataDir = join(scratch, "data");
  const running: ChildProcess[] = [];

  /** As it describes itself once it listens. */
  const localAzure = (): LocalAzureEndpoints | undefined => {
    const file = join(dataDir, "local-azure", "local-azure.json");
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  };
  const recorded = (): RecordedProcess[] => {
    const record = readProcessRecord(dataDir);
    return record ? [...record.holders, ...record.parts] : [];
  };

  function supervise(environment: Record<string, string> = {}, command: readonly string[] = [join(root, "scripts/supervise.ts")]) {
    const child = spawn(process.execPath, command, {
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
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].on("data", (chunk: Buffer) => {
        said[stream] += chunk;
      });
    const until = (isSo: () => boolean) =>
      vi.waitUntil(
        () => {
          if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${said.stderr}`);
          return isSo();
        },
        { timeout: patienceMs },
      );
    return {
      child,
      said,
      /** Its last word, and that of all it started. */
      over: once(child, "close").then(([code]) => ({ code: code as number | null, ...said })),
      says: (line: string) => until(() => said.stderr.includes(line)),
      get localAzureReady() {
        return until(() => localAzure() !== undefined).then(() => localAzure() ?? { pid: 0 });
      },
      /** For the nth time. */
      dashboardReady: (times = 1) => until(() => said.stdout.split("Snapscope is ready").length > times),
    };
  }

  return {
    port,
    dataDir,
    localAzure,
    supervise,
    /** The number of the part that runs now. */
    pidOf: (title: string) => recorded().find((one) => one.title === title)?.pid ?? 0,
    /** Serving again, after `pid` was killed. */
    localAzureAfter: async (pid: number) => {
      await vi.waitUntil(() => localAzure()?.pid !== pid, { timeout: patienceMs });
      return localAzure();
    },
    clear: async () => {
      // What the parts' own supervisor would not end any more is in the record.
      const left = recorded();
      for (const child of running) if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await Promise.all(running.map((child) => ended(child)));
      for (const { pid } of left) if (isAlive(pid)) process.kill(pid, "SIGKILL");
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

/** One that is dead and waits to be fetched by its parent is not. */
export const isAlive = (pid: number) => proofOf(pid) !== undefined;

export const isGone = (pid: number) => vi.waitUntil(() => !isAlive(pid), { timeout: patienceMs });

export async function takePort(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : 0 };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
