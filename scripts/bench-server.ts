// Starts what `npm start` starts, on a data directory and port of its own, for as long as the work takes.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../lib/server/testing/free-port.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function withServer<T>(work: (origin: string, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-bench-"));
  const started = await startServer(dataDir);
  try {
    return await work(started.origin, dataDir);
  } finally {
    await started.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export interface StartedServer {
  origin: string;
  /** From the command to the first page with content. */
  firstPageMs: number;
  stop(): Promise<void>;
}

export async function startServer(dataDir: string): Promise<StartedServer> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, [join(root, "scripts/start.mjs")], {
    env: { ...process.env, PORT: String(port), SNAPSCOPE_DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  while (!(await answers(`${origin}/snapshots`))) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const firstPageMs = performance.now() - begun;
  return {
    origin,
    firstPageMs,
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    return response.ok && (await response.text()).includes("</html>");
  } catch {
    return false;
  }
}
