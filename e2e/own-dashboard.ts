// A dashboard that a test may kill: Local Azure and the dashboard as two processes on a data directory of their own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What Local Azure says when it is there. */
const readyLine = z.object({ caFile: z.string() });

export interface OwnDashboard {
  origin: string;
  /** Resolves when it is ready to answer. */
  start(): Promise<void>;
  /** As a crash would: at once, without a word. Azure lives on. */
  kill(): void;
  end(): Promise<void>;
}

export async function createOwnDashboard(): Promise<OwnDashboard> {
  const port = Number(process.env.SNAPSCOPE_E2E_PORT ?? 3457) + 1;
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-own-"));
  const children: ChildProcess[] = [];
  const run = (entry: string, args: string[], environment: Record<string, string> = {}) => {
    const child = spawn(process.execPath, [join(root, entry), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...environment, SNAPSCOPE_LOG_LEVEL: "error" },
    });
    children.push(child);
    return child;
  };
  const end = async () => {
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(children.map(exited));
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const azure = run("lib/local-azure/main.ts", ["--data-dir", join(dataDir, "local-azure"), "--seed", "demo"]);
    const { caFile } = readyLine.parse(JSON.parse(await lineOf(azure, "{")));
    const environment = {
      PORT: String(port),
      SNAPSCOPE_DATA_DIR: dataDir,
      NODE_EXTRA_CA_CERTS: caFile,
      NODE_ENV: "production",
      SNAPSCOPE_MEASURE_UNASKED: "false",
    };
    return {
      origin: `http://127.0.0.1:${port}`,
      start: async () => void (await lineOf(run("lib/server/main.ts", [], environment), "Snapscope is ready")),
      kill: () => void children.at(-1)?.kill("SIGKILL"),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The first line on stdout that begins like this. */
function lineOf(child: ChildProcess, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => line.startsWith(beginning) && resolve(line));
    child.once("exit", (code) => reject(new Error(`ended with ${code}`)));
  });
}

function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => (child.exitCode !== null || child.signalCode !== null ? resolve() : child.once("exit", () => resolve())));
}
