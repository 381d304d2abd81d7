// One process per data directory. The lock is a listening local socket named after the directory, which the
// system frees when its process dies, however it dies: no stale lock file after kill -9.

import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import type { Server } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class DataDirInUse extends Error {
  constructor(dataDir: string) {
    super(`The data directory ${dataDir} is in use by another Local Azure. Stop that one or choose another --data-dir.`);
    this.name = "DataDirInUse";
  }
}

export async function lockDataDir(dataDir: string): Promise<{ release(): Promise<void> }> {
  const address = lockAddress(realpathSync(dataDir));
  let server = await tryListen(address);
  if (server === undefined && address.endsWith(".sock") && !(await isAlive(address))) {
    rmSync(address, { force: true });
    server = await tryListen(address);
  }
  if (server === undefined) throw new DataDirInUse(dataDir);
  const held = server;
  return { release: () => new Promise((resolve) => held.close(() => resolve())) };
}

/** Linux and Windows have names that vanish with their owner; elsewhere it is a socket file. */
function lockAddress(path: string): string {
  const name = `local-azure-${createHash("sha256").update(path).digest("hex").slice(0, 24)}`;
  if (process.platform === "linux") return `\0${name}`;
  if (process.platform === "win32") return `\\\\.\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}

function tryListen(address: string): Promise<Server | undefined> {
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
