// Test aid: the whole app as the container wires it, on an embedded database and a Local Azure in this process, put
// where the route wrapper looks for it. Routes are then called as Next calls them: with a Request.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { startTestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { readConfig } from "#lib/server/config.ts";
import { createLog } from "#lib/server/log.ts";
import { onceInProcess } from "#lib/server/process-state.ts";
import { type App, createApp } from "#lib/server/wiring/container.ts";
import type { OperationTuning } from "#lib/server/wiring/wiring-operations.ts";

/** As it was written: redacted, one object a line. */
export type LogLine = Record<string, unknown>;

export type TestApp = Awaited<ReturnType<typeof startTestApp>>;

const origin = "http://127.0.0.1:3000";

/** keepData: what was stored is looked at after the stop, and removed by the test. */
export async function startTestApp({ keepData = false, ...tuning }: OperationTuning & { keepData?: boolean } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-server-"));
  await makeEmbeddedDatabase(dataDir);
  const azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
  const config = readConfig({ SNAPSCOPE_DATA_DIR: dataDir, SNAPSCOPE_MEASURE_UNASKED: "false" });
  const lines: LogLine[] = [];
  const log = createLog("info", (line) => lines.push(JSON.parse(line)));
  const app: App = await onceInProcess(() => createApp(config, log, tuning));
  // A failed call is tried again at once.
  Object.assign(app.connection, { retryDelayMs: 1, pollIntervalMs: 1 });
  await app.start();
  return {
    azure,
    app,
    lines,
    async stop() {
      await app.stop();
      await azure.stop();
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
    },
    removeData: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}

/** As our own page asks: from the same origin, by the name that is served. */
export function get(path: string, headers: Record<string, string> = {}): Request {
  return new Request(origin + path, { headers: { host: "127.0.0.1:3000", ...headers } });
}

export function post(path: string, body?: unknown, headers: Record<string, string> = {}): Request {
  return new Request(origin + path, {
    method: "POST",
    headers: { host: "127.0.0.1:3000", origin, "sec-fetch-site": "same-origin", "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

export function withId(id: string) {
  return { params: Promise.resolve({ id }) };
}
