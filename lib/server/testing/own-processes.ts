// Local Azure and the dashboard as two processes on a data directory of their own, as `npm start` runs them, for tests that
// kill them or stop them.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { LocalAzureEndpoints } from "#lib/local-azure/endpoints.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface OwnProcess {
  /** Resolves when it is ready to answer. */
  start(): Promise<void>;
  /** As a crash would: at once, without a word. Resolves when it is gone. */
  kill(): Promise<void>;
  /** It stands still until it may go on, and knows nothing of the time between. */
  pause(): void;
  goOn(): Promise<void>;
  /** In order. */
  end(): Promise<void>;
}

interface Run {
  entry: string;
  args: string[];
  environment: Record<string, string>;
  /** With this its line begins by which it says that it is ready. */
  ready: string;
  /** File descriptor of what it says besides. */
  log?: number | undefined;
}

export interface OwnAzureOptions {
  dataDir: string;
  seed: string;
  log?: number;
}

export interface OwnAzure extends OwnProcess {
  /** It says where it is when it is ready, and the same after each start. */
  endpoints(): LocalAzureEndpoints;
}

export function createOwnAzure({ dataDir, seed, log }: OwnAzureOptions): OwnAzure {
  let said = "";
  const args = ["--data-dir", join(dataDir, "local-azure"), "--seed", seed];
  const process = createProcess({ entry: "lib/local-azure/main.ts", args, environment: {}, ready: "{", log }, (line) => {
    said = line;
  });
  return { ...process, endpoints: () => JSON.parse(said) as LocalAzureEndpoints };
}

export interface OwnDashboardOptions {
  dataDir: string;
  port: number;
  caFile: string;
  environment?: Record<string, string>;
  log?: number;
}

export function createOwnDashboard({ dataDir, port, caFile, environment, log }: OwnDashboardOptions): OwnProcess & { origin: string } {
  const own = {
    PORT: String(port),
    SNAPSCOPE_DATA_DIR: dataDir,
    NODE_EXTRA_CA_CERTS: caFile,
    NODE_ENV: "production",
    SNAPSCOPE_MEASURE_UNASKED: "false",
    ...environment,
  };
  const process = createProcess({ entry: "lib/server/main.ts", args: [], environment: own, ready: "Snapscope is ready", log });
  return { ...process, origin: `http://127.0.0.1:${port}` };
}

const alive = new Set<ChildProcess>();
// However we end, nothing of ours stays.
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

function createProcess({ entry, args, environment, ready, log }: Run, onReady: (line: string) => void = () => undefined): OwnProcess {
  let child: ChildProcess | undefined;
  const send = async (signal: NodeJS.Signals) => {
    child?.kill(signal);
    if (child) await exited(child);
  };
  return {
    async start() {
      child = spawn(process.execPath, [join(root, entry), ...args], {
        cwd: root,
        stdio: ["ignore", "pipe", log ?? "inherit"],
        env: { ...process.env, SNAPSCOPE_LOG_LEVEL: "error", ...environment },
      });
      const own = child;
      alive.add(own);
      own.once("exit", () => alive.delete(own));
      onReady(await lineOf(own, ready));
    },
    kill: () => send("SIGKILL"),
    pause: () => void child?.kill("SIGSTOP"),
    async goOn() {
      // One is not enough everywhere: some systems stop a process of many threads once more by the signal of before.
      for (let nudges = 0; nudges < 10; nudges += 1) {
        child?.kill("SIGCONT");
        await wait(50);
      }
    },
    end: () => send("SIGTERM"),
  };
}

/** The first line on stdout that begins like this. */
function lineOf(child: ChildProcess, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => line.startsWith(beginning) && resolve(line));
    child.once("exit", (code, signal) => reject(new Error(`ended with ${code ?? signal}`)));
  });
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once("exit", () => resolve())));
}
