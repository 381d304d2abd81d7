// Runs the two halves of `npm start`: Local Azure (unless a real Azure is configured) and the dashboard. Local Azure
// comes first, because the dashboard's process must trust its CA from the beginning; they end together.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LocalAzureEndpoints } from "../lib/local-azure/endpoints.ts";
import { type Config, readConfig } from "../lib/server/config.ts";
import { assertDataDirWhole } from "../lib/server/data-dir.ts";
import { isDataDirLocked } from "../lib/server/data-dir-lock.ts";
import { assertPortFree } from "../lib/server/http/port.ts";
import { localAzureDir } from "../lib/server/local-azure-dir.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const stopWithinMs = 8000;
const children: ChildProcess[] = [];
let stopping: { code: number } | undefined;

async function main(): Promise<void> {
  const config = readConfig();
  // Both are checked again by the dashboard, which then holds them; asked here first so that the answer comes before
  // Local Azure is started for nothing.
  if (await isDataDirLocked(config.dataDir)) {
    throw new Error(
      `Another Snapscope is using the data directory ${config.dataDir}. Stop it, or choose another: SNAPSCOPE_DATA_DIR=… npm start`,
    );
  }
  assertDataDirWhole(config);
  await assertPortFree(config);
  const environment: Record<string, string> =
    config.azure.kind === "local" ? { NODE_EXTRA_CA_CERTS: (await startLocalAzure(config)).caFile } : {};
  if (stopping) return;
  watch("The dashboard", start("lib/server/main.ts", process.argv.slice(2), "inherit", environment));
}

function start(entry: string, args: string[], stdout: "inherit" | "pipe", environment: Record<string, string> = {}): ChildProcess {
  // A group of its own: Ctrl-C reaches us alone, and we end the children in order.
  const child = spawn(process.execPath, [join(root, entry), ...args], {
    cwd: root,
    stdio: ["ignore", stdout, "inherit"],
    detached: process.platform !== "win32",
    env: { ...process.env, ...environment },
  });
  children.push(child);
  return child;
}

function startLocalAzure(config: Config): Promise<LocalAzureEndpoints> {
  const child = start("lib/local-azure/main.ts", ["--data-dir", localAzureDir(config), "--seed", config.localAzureSeed], "pipe");
  watch("Local Azure", child);
  return new Promise((resolve) => {
    // Anything after the one line of endpoints would be a stray print: nobody reads it, but the pipe must not fill up.
    if (child.stdout) createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line) as LocalAzureEndpoints));
    child.stdout?.resume();
  });
}

/** Ours end together: when one goes by itself, the other must not stay behind. */
function watch(title: string, child: ChildProcess): void {
  child.once("exit", (code, signal) => {
    if (!stopping && code === 0) console.error(`snapscope: ${title} ended.`);
    if (!stopping && code === null) console.error(`snapscope: ${title} was ended by ${signal}.`);
    stop(stopping?.code ?? (code === 0 ? 0 : 1));
  });
}

/** The dashboard first: it may still want to revoke access in Local Azure. */
function stop(code: number): void {
  stopping ??= { code };
  const alive = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const last = alive.at(-1);
  if (!last) process.exit(stopping.code);
  last.kill("SIGTERM");
  setTimeout(() => last.kill("SIGKILL"), stopWithinMs).unref();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(0));
// However we end, nothing of ours stays.
process.on("exit", () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});

main().catch((error: unknown) => {
  console.error(`snapscope: ${error instanceof Error ? error.message : String(error)}`);
  stop(1);
});
