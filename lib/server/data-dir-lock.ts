// One dashboard per data directory: PGlite must not be opened twice. The lock is a listening local socket named after
// the directory; the system frees it when the process dies, however it dies, so there is no stale lock to clear.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface DataDirLock {
  release(): Promise<void>;
}

/** undefined: another Snapscope has it. */
export async function lockDataDir(dataDir: string): Promise<DataDirLock | undefined> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const address = addressOf(realpathSync(dataDir));
  let server = await listen(address);
  if (!server && address.endsWith(".sock") && !(await isAlive(address))) {
    rmSync(address, { force: true });
    server = await listen(address);
  }
  if (!server) return undefined;
  const held = server;
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

/** One that is not there is nobody's, and is not made for the question. */
export async function isDataDirLocked(dataDir: string): Promise<boolean> {
  if (!existsSync(dataDir)) return false;
  const lock = await lockDataDir(dataDir);
  await lock?.release();
  return lock === undefined;
}

/** Linux and Windows have socket names that vanish with their owner; elsewhere it is a file. */
function addressOf(path: string): string {
  const name = `snapscope-${createHash("sha256").update(path).digest("hex").slice(0, 24)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(undefined) : reject(error)));
    server.listen(address, () => {
      server.unref();
      resolve(server);
    });
  });
}

function isAlive(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
