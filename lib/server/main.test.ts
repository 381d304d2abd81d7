// The dashboard's process where it cannot start: one message a person can act on, the exit code that says that another try
// is of no use, and nothing left behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { cannotStartCode } from "./cannot-start.ts";
import { recordDataDir } from "./data-dir.ts";
import { lockDataDir } from "./data-dir-lock.ts";

const dataDir = mkdtempSync(join(tmpdir(), "snapscope-main-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function startMain(environment: Record<string, string>) {
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: process.env.PATH ?? "", SNAPSCOPE_DATA_DIR: dataDir, ...environment },
  });
  const [said, printed, [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "exit")]);
  return { code, said: said.split("\n").filter(Boolean), printed };
}

test("a broken configuration is told whole, and nothing is opened", async () => {
  const { code, said, printed } = await startMain({ PORT: "none", AZURE_TENANT_ID: "t" });
  expect([code, printed]).toEqual([cannotStartCode, ""]);
  expect(said).toEqual([
    "snapscope: The configuration is not usable:",
    "  PORT: needs a port from 1 to 65535",
    "  AZURE_CLIENT_ID, AZURE_CLIENT_SECRET: missing (AZURE_TENANT_ID is set; set all three for Azure, none for Local Azure)",
  ]);
});

test("a second one on the same data directory is told so", async () => {
  const lock = await lockDataDir(dataDir);
  const { code, said } = await startMain({});
  await lock?.release();
  expect(code).toBe(cannotStartCode);
  expect(said).toEqual([expect.stringContaining(`Another Snapscope is using the data directory ${dataDir}`)]);
});

test("a taken port is told, with another to try, and leaves no new data directory behind", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const made = join(dataDir, "of-a-taken-port", "data");
  const { code, said } = await startMain({ PORT: String(port), SNAPSCOPE_DATA_DIR: made });
  other.close();
  expect(existsSync(dirname(made))).toBe(false);
  expect(code).toBe(cannotStartCode);
  expect(said).toEqual([`snapscope: Port ${port} on 127.0.0.1 is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`]);
});

test("a data directory that was used and lacks its database is refused, with what is missing and what to do", async () => {
  const used = join(dataDir, "used");
  for (const part of ["base", "global"]) mkdirSync(join(used, "db", part), { recursive: true });
  for (const part of ["PG_VERSION", "base/1"]) writeFileSync(join(used, "db", part), "18");
  recordDataDir({ dataDir: used });
  rmSync(join(used, "db"), { recursive: true });
  const { code, said, printed } = await startMain({ SNAPSCOPE_DATA_DIR: used });
  expect([code, printed]).toEqual([cannotStartCode, ""]);
  expect(said).toEqual([
    expect.stringMatching(
      /^snapscope: The data directory .*used was used before, and now db\/PG_VERSION, db\/base are missing or empty in it\. Restore it from a backup, or choose another: SNAPSCOPE_DATA_DIR=… npm start$/,
    ),
  ]);
  expect(readdirSync(used)).toEqual(["snapscope.json"]);
});
