// Runs the two halves of `npm start`: Local Azure (unless a real Azure is configured) and the dashboard. Local Azure
// comes first, because the dashboard's process must trust its CA from the beginning. One that dies is started again
// (part.ts); Local Azure keeps its CA and comes back on its ports, so the dashboard goes on meanwhile. All end together.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LocalAzureEndpoints } from "../lib/local-azure/endpoints.ts";
import { type Config, readConfig } from "../lib/server/config.ts";
import { assertDataDirWhole } from "../lib/server/data-dir.ts";
import { isDataDirLocked } from "../lib/server/data-dir-lock.ts";
import { assertPortFree } from "../lib/server/http/port.ts";
import { localAzureDir } from "../lib/server/local-azure-dir.ts";
import { endWithParent } from "./end-with-parent.mjs";
import { endLeftovers } from "./leftovers.ts";
import { type Part, runPart } from "./part.ts";
import { type RecordedProcess, recordProcess, removeProcessRecord, writeProcessRecord } from "./process-record.ts";
import { createRestarts } from "./restarts.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const launcher = process.connected ? [recordProcess({ title: "npm start", pid: process.ppid })] : [];
/** In the order they were started. */
const parts: Part[] = [];
const recorded = new Map<string, RecordedProcess>();
let recordedIn: string | undefined;
let isStopping = false;

async function main(): Promise<void> {
  const config = readConfig();
  await claimDataDir(config);
  assertDataDirWhole(config);
  await assertPortFree(config);
  if (isStopping) return;
  recordedIn = config.dataDir;
  const environment: Record<string, string> =
    config.azure.kind === "local" ? { NODE_EXTRA_CA_CERTS: (await startLocalAzure(config)).caFile } : {};
  if (isStopping) return;
  keep("The dashboard", () => {
    const child = start("lib/server/main.ts", process.argv.slice(2), "inherit", environment);
    record(config, "The dashboard", child, config.port);
    return child;
  });
}

/** Asked here first so that the answer comes before anything is started for nothing; the dashboard then holds it. */
async function claimDataDir({ dataDir }: Config): Promise<void> {
  const holder = await endLeftovers(dataDir, say);
  if (!holder && !(await isDataDirLocked(dataDir))) return;
  const which = holder ? ` (process ${holder.pid}, port ${holder.port})` : "";
  throw new Error(
    `Another Snapscope${which} is using the data directory ${dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
  );
}

function startLocalAzure(config: Config): Promise<LocalAzureEndpoints> {
  const args = ["--data-dir", localAzureDir(config), "--seed", config.localAzureSeed];
  const samePorts: string[] = [];
  // An empty one takes no time.
  if (config.localAzureSeed !== "empty" && !existsSync(localAzureDir(config)))
    say("making the estate of Local Azure and a database (once; usually half a minute) …");
  return new Promise((resolve) => {
    keep("Local Azure", () => {
      const child = start("lib/local-azure/main.ts", [...args, ...samePorts], "pipe");
      record(config, "Local Azure", child);
      // Anything after the one line of endpoints would be a stray print: nobody reads it, but the pipe must not fill up.
      if (child.stdout)
        createInterface({ input: child.stdout }).once("line", (line) => {
          const endpoints = JSON.parse(line) as LocalAzureEndpoints;
          const [port, blobPort] = [endpoints.arm, endpoints.blob].map((address) => new URL(address).port);
          // The dashboard knows it by these.
          samePorts.splice(0, samePorts.length, "--port", String(port), "--blob-port", String(blobPort));
          record(config, "Local Azure", child, Number(port));
          resolve(endpoints);
        });
      child.stdout?.resume();
      return child;
    });
  });
}

function keep(title: string, spawnPart: () => ChildProcess): void {
  parts.push(runPart({ title, spawn: spawnPart, restarts: createRestarts(), say, onOver: (code) => void stop(code) }));
}

function start(entry: string, args: string[], stdout: "inherit" | "pipe", environment: Record<string, string> = {}): ChildProcess {
  // A group of its own: Ctrl-C reaches us alone, and we end the children in order. The channel ends them when we are killed.
  return spawn(process.execPath, [join(root, entry), ...args], {
    cwd: root,
    stdio: ["ignore", stdout, "inherit", "ipc"],
    detached: process.platform !== "win32",
    env: { ...process.env, ...environment },
  });
}

function record({ dataDir, port: ownPort }: Config, title: string, { pid }: ChildProcess, port?: number): void {
  if (pid === undefined) return;
  recorded.set(title, recordProcess({ title, pid, port }));
  const supervisor = recordProcess({ title: "The supervisor", pid: process.pid, port: ownPort });
  try {
    writeProcessRecord(dataDir, { holders: [...launcher, supervisor], parts: [...recorded.values()] });
  } catch (error) {
    // It helps a later start; this one goes on without, on a full disk for instance.
    say(`Who runs here could not be written down: ${(error as Error).message}`);
  }
}

/** The dashboard first: it may still want to revoke access in Local Azure. */
async function stop(code: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  for (const part of parts.toReversed()) await part.stop();
  process.exit(code);
}

function say(line: string): void {
  console.error(`snapscope: ${line}`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
endWithParent(() => void stop(0));
// However we end, nothing of ours stays.
process.on("exit", () => {
  for (const part of parts) part.kill();
  if (recordedIn !== undefined) removeProcessRecord(recordedIn);
});

main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  void stop(1);
});
