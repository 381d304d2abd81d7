// Programs beside the bench: what is measured has a process of its own, and says in one line when it is ready.

import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LocalAzureEndpoints } from "../endpoints.ts";

export async function withScratch<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "local-azure-bench-"));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export interface StartedAzure {
  endpoints: LocalAzureEndpoints;
  /** From the command to its line. */
  readyMs: number;
  process: ChildProcess;
  stop(): Promise<void>;
}

export async function startAzure(dataDir: string, seed: string): Promise<StartedAzure> {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const startedAt = performance.now();
  const { child, found, stop } = await startProgram(main, ["--data-dir", dataDir, "--seed", seed], /^(\{.*\})$/);
  return { endpoints: JSON.parse(found), readyMs: performance.now() - startedAt, process: child, stop };
}

/** Microsoft's emulator of storage accounts: it knows page blobs, though no differences of them. Gives its origin. */
export async function startAzurite(dir: string): Promise<{ origin: string; stop(): Promise<void> }> {
  const main = createRequire(import.meta.url).resolve("azurite/dist/src/blob/main.js");
  const options = ["--blobPort", "0", "--location", dir, "--silent", "--skipApiVersionCheck", "--disableTelemetry"];
  const { child, found } = await startProgram(main, options, /successfully listens on (http:\S+)/);
  const stop = async () => {
    const ended = once(child, "exit");
    // Asked politely it would wait for the connections its clients keep.
    child.kill("SIGKILL");
    await ended;
  };
  return { origin: found, stop };
}

/** Resolves when a line of its output matches. */
export async function startProgram(program: string, args: string[], ready: RegExp): Promise<StartedProgram> {
  const child = fork(program, args, { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  if (child.stdout === null) throw new Error("a program without output");
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  const lines = createInterface({ input: child.stdout });
  const found = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const match = ready.exec(line)?.[1];
      if (match !== undefined) resolve(match);
    });
    child.once("exit", (code) => reject(new Error(`${program} ended with ${code} before it was ready`)));
  });
  return { child, found, stop };
}

interface StartedProgram {
  child: ChildProcess;
  found: string;
  stop(): Promise<void>;
}
