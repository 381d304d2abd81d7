// A dashboard that a test may kill: the processes of its own, on the demo seed and the port beside that of the others.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOwnAzure, createOwnDashboard as createOwnProcess } from "../lib/server/testing/own-processes.ts";

export interface OwnDashboard {
  origin: string;
  /** Resolves when it is ready to answer. */
  start(): Promise<void>;
  /** As a crash would: at once, without a word. Azure lives on. */
  kill(): Promise<void>;
  end(): Promise<void>;
}

export async function createOwnDashboard(): Promise<OwnDashboard> {
  const port = Number(process.env.SNAPSCOPE_E2E_PORT ?? 3457) + 1;
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-own-"));
  const azure = createOwnAzure({ dataDir, seed: "demo" });
  await azure.start();
  const dashboard = createOwnProcess({ dataDir, port, caFile: azure.endpoints().caFile });
  return {
    ...dashboard,
    async end() {
      await dashboard.end();
      await azure.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
