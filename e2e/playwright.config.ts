import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "playwright/test";
import { findBrowser } from "../scripts/provision.ts";

// The workers load this file again: the folder is made once, by the first, and handed on.
process.env.SNAPSCOPE_E2E_DATA_DIR ??= mkdtempSync(join(tmpdir(), "snapscope-e2e-"));
const port = Number(process.env.SNAPSCOPE_E2E_PORT ?? 3457);

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  outputDir: "../test-results",
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: findBrowser(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  // The real thing: what `npm start` runs, on a data directory of its own.
  webServer: {
    command: "node scripts/start.mjs",
    cwd: "..",
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
    env: { PORT: String(port), SNAPSCOPE_DATA_DIR: process.env.SNAPSCOPE_E2E_DATA_DIR },
    stdout: "pipe",
    stderr: "pipe",
  },
});
