// The tools the tests need beside Node: a browser and, where they can be had, PostgreSQL and libfaketime.
// Looked for first; installed only where the machine lets us (Playwright's own download, or Debian as root).
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright";

const browserPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium to drive, installing one if there is none. undefined: none is to be had. */
export function ensureBrowser(): string | undefined {
  return findBrowser() ?? installPlaywrightBrowser() ?? (installDebianPackage("chromium") ? findBrowser() : undefined);
}

/** Folder with initdb and postgres, or undefined: the tests on a real PostgreSQL then say that they were skipped. */
export function ensurePostgres(): string | undefined {
  return findPostgres() ?? (installDebianPackage("postgresql") ? findPostgres() : undefined);
}

/** The library that moves the date of a process it is loaded into, or undefined: the tests are then run on today's only. */
export function ensureFaketime(): string | undefined {
  return findFaketime() ?? (installDebianPackage("libfaketime") ? findFaketime() : undefined);
}

export function findBrowser(): string | undefined {
  const named = process.env.SNAPSCOPE_CHROMIUM;
  if (named) return named;
  return browserPaths.find((path) => existsSync(path)) ?? playwrightBrowser();
}

function playwrightBrowser(): string | undefined {
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

function installPlaywrightBrowser(): string | undefined {
  console.error("snapscope: no Chromium found; trying Playwright's own …");
  // A machine without that download site answers slowly or never: do not wait for ever.
  spawnSync("npx", ["--no-install", "playwright", "install", "chromium"], { stdio: ["ignore", "ignore", "ignore"], timeout: 180_000 });
  return playwrightBrowser();
}

function installDebianPackage(name: string): boolean {
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return false;
  console.error(`snapscope: installing ${name} from Debian …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { stdio: "ignore", env: environment, timeout: 300_000 });
  return spawnSync("apt-get", ["install", "-y", "-qq", name], { stdio: "ignore", env: environment, timeout: 600_000 }).status === 0;
}

function findPostgres(): string | undefined {
  const base = "/usr/lib/postgresql";
  if (!existsSync(base)) return undefined;
  const folders = readdirSync(base).sort((a, b) => Number(b) - Number(a));
  return folders.map((version) => join(base, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

function findFaketime(): string | undefined {
  const machine = { x64: "x86_64", arm64: "aarch64" }[process.arch as string] ?? process.arch;
  const path = `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`;
  return existsSync(path) ? path : undefined;
}
