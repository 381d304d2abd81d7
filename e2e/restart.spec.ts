// The dashboard is killed while Azure copies; Azure goes on. After a new start the same operation reaches its end,
// with one snapshot in the target and no SAS left open.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";

const children: ChildProcess[] = [];
const root = fileURLToPath(new URL("..", import.meta.url));
const port = Number(process.env.SNAPSCOPE_E2E_PORT ?? 3457) + 1;
const origin = `http://127.0.0.1:${port}`;

test("a copy survives kill -9 of the dashboard", async ({ page }) => {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-restart-"));
  const azure = run("lib/local-azure/main.ts", ["--data-dir", join(dataDir, "local-azure"), "--seed", "demo"]);
  try {
    const { caFile } = JSON.parse(await lineOf(azure, "{"));
    const environment = {
      PORT: String(port),
      SNAPSCOPE_DATA_DIR: dataDir,
      NODE_EXTRA_CA_CERTS: caFile,
      NODE_ENV: "production",
      SNAPSCOPE_MEASURE_UNASKED: "false",
    };
    const before = run("lib/server/main.ts", [], environment);
    await lineOf(before, "Snapscope is ready");
    const { operation, targetName } = await startCopy(page);
    await page.goto(`${origin}/operations/detail?id=${operation.id}`);
    await expect
      .poll(async () => (await read(page, `/api/operations/${operation.id}`)).percent ?? 0, { timeout: 30_000 })
      .toBeGreaterThan(0);
    before.kill("SIGKILL");
    await expect(page.getByText("No connection to Snapscope: this is the last that was heard")).toBeVisible({ timeout: 30_000 });

    const after = run("lib/server/main.ts", [], environment);
    await lineOf(after, "Snapscope is ready");
    // The page that was open all the time comes back by itself.
    await expect(page.getByRole("region", { name: "Progress" })).toContainText("Result:", { timeout: 90_000 });
    const done = await read(page, `/api/operations/${operation.id}`);
    expect(done.attempts).toBe(2);
    const { items } = await read(page, `/api/snapshots?q=${targetName}`);
    expect(items.map((item: { completionPercent: number }) => item.completionPercent)).toEqual([100]);
    const openAccesses = async () => (await read(page, "/api/audit")).items.filter((entry: { result: string }) => entry.result === "open");
    await expect.poll(openAccesses).toEqual([]);
  } finally {
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(children.map(exited));
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function startCopy(page: import("playwright/test").Page) {
  const { items } = await read(page, "/api/snapshots?q=archive-01&sort=created&order=asc&limit=1");
  const options = await read(page, `/api/plans/options?kind=copy&snapshot=${encodeURIComponent(items[0].id)}`);
  const body = {
    kind: "copy",
    snapshotId: items[0].id,
    targetRegion: options.suggestedRegion,
    targetResourceGroup: options.suggestedResourceGroup,
    targetName: "survives-a-restart",
    sku: "Standard_ZRS",
  };
  const response = await page.request.post(`${origin}/api/operations`, { data: body, headers: { "idempotency-key": "restart-spec" } });
  expect(response.status(), await response.text()).toBe(202);
  return { operation: await response.json(), targetName: body.targetName };
}

async function read(page: import("playwright/test").Page, path: string) {
  return (await page.request.get(origin + path)).json();
}

function run(entry: string, args: string[], environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [join(root, entry), ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...environment, SNAPSCOPE_LOG_LEVEL: "error" },
  });
  children.push(child);
  return child;
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
