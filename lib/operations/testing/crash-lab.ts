// Test aid: Local Azure in this process, the worker in another that kills or stops itself (crash-worker.ts), and then a
// second start on the same data directory, in this process, that has to bring the operation to its end. On a PostgreSQL
// the two are two dashboards, each with a data directory, and one that was stopped may go on then.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { testContext, testSight } from "#lib/domain/testing/principal-sample.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { startTestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { type Config, readConfig } from "#lib/server/config.ts";
import { createOperations } from "#lib/server/wiring/wiring-operations.ts";
import { createParts, type Parts } from "#lib/server/wiring/wiring-parts.ts";

export interface CrashOrder {
  dataDir: string;
  databaseUrl?: string | undefined;
  /** SIGSTOP: it goes on after SIGCONT, and tells of its late writes. */
  signal: "SIGKILL" | "SIGSTOP";
  /** Absent: go on with what is there. */
  request?: OperationRequest;
  at:
    | string
    | {
        port: "ledger" | "measurements" | "artifacts" | "writer" | "replicaSession" | "pages" | "verifications" | "rehearsals";
        method: string;
        nth: number;
        when: "before" | "after";
      };
}

/** Writes to the record of an operation by who was stopped meanwhile. */
export interface LateWrites {
  taken: string[];
  refused: string[];
}

type WorkerOrder = Pick<CrashOrder, "request" | "at">;

/** Leases that are over at once, and nobody who minds: the next start need not wait for the dead one's. */
export const hurry = { leaseMs: 1, heartbeatMs: 3_600_000, sweepMs: 20, pollMs: 5, livePauseMs: 0 };

const worker = fileURLToPath(new URL("./crash-worker.ts", import.meta.url));
const copyTickMs = 25;
const nudgeMs = 50;
const hourMs = 3_600_000;

export function crashConfig(dataDir: string, databaseUrl?: string): Config {
  return readConfig({
    SNAPSCOPE_DATA_DIR: dataDir,
    SNAPSCOPE_MEASURE_UNASKED: "false",
    SNAPSCOPE_LOG_LEVEL: "error",
    DATABASE_URL: databaseUrl,
  });
}

export async function openCrashLab({ databaseUrl }: { databaseUrl?: string } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-crash-"));
  if (databaseUrl === undefined) await makeEmbeddedDatabase(dataDir);
  const azure = await startTestAzure({ dataDir: join(dataDir, "local-azure") });
  const workerDir = databaseUrl === undefined ? dataDir : makeSecondDataDir(dataDir);
  azure.world.addGroup({ subscriptionId: azure.subscriptionId, name: "dr", location: "northeurope" });
  const startWorker = () =>
    spawn(process.execPath, [worker], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_EXTRA_CA_CERTS: azure.endpoints.caFile, NODE_COMPILE_CACHE: join(dataDir, "compile-cache") },
    });
  // Loading takes longest: the next one does it while the last one works.
  let spare = startWorker();
  // Copies take seconds of Azure's time; here they take a few ticks.
  const ticker = setInterval(() => {
    if ([...azure.world.runningCopies()].length > 0) azure.world.clock.advance(2000);
    azure.world.settle();
  }, copyTickMs);
  return {
    azure,
    /** A disk with so many snapshots, an hour apart, each with a MiB of its own. */
    async makeSnapshots(name: string, count: number): Promise<Snapshot[]> {
      const { world, group } = azure;
      const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 4 });
      const snapshots: Snapshot[] = [];
      for (let i = 0; i < count; i += 1) {
        world.pages.fill(disk.imageId, i * 2 ** 20, 2 ** 20, { kind: "number", seed: i });
        snapshots.push(
          world.takeSnapshot({ disk, name: `${name}-${i}`, group, incremental: true, atMs: Date.now() - (count - i) * hourMs }),
        );
      }
      await world.flush();
      return snapshots;
    },
    /** SAS that would still open a door. */
    openSas: () => [...azure.world.snapshots.values()].filter((snapshot) => azure.world.hasActiveSas(snapshot)).map(({ name }) => name),
    async crash(order: WorkerOrder) {
      await crash(takeWorker(), { dataDir: workerDir, databaseUrl, signal: "SIGKILL", ...order });
    },
    stop: (order: WorkerOrder) => stop(takeWorker(), { dataDir: workerDir, databaseUrl, signal: "SIGSTOP", ...order }),
    resume: (look?: (parts: Parts) => void) => resume(crashConfig(dataDir, databaseUrl), look),
    async close() {
      clearInterval(ticker);
      spare.kill("SIGKILL");
      await azure.stop();
      for (const folder of [workerDir, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };

  function takeWorker(): ChildProcess {
    const child = spare;
    spare = startWorker();
    return child;
  }
}

export type CrashLab = Awaited<ReturnType<typeof openCrashLab>>;

/** Of a second dashboard, at the same Azure. */
function makeSecondDataDir(dataDir: string): string {
  const second = mkdtempSync(join(tmpdir(), "snapscope-crash-second-"));
  symlinkSync(join(dataDir, "local-azure"), join(second, "local-azure"));
  return second;
}

/** Resolves when it stands still. */
async function stop(child: ChildProcess, order: CrashOrder): Promise<{ goOn(): Promise<LateWrites> }> {
  if (!child.stdin || !child.stdout) throw new Error("A worker is spoken to by its pipes.");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.end(`${JSON.stringify(order)}\n`);
  const { value } = await lines.next();
  if (value !== "stopped") throw new Error(`The worker should have stopped at ${JSON.stringify(order.at)}; it said ${value}.`);
  return {
    async goOn() {
      const exit = once(child, "exit");
      // One is not enough everywhere: some systems stop a process of many threads once more by the signal of before.
      const nudge = setInterval(() => child.kill("SIGCONT"), nudgeMs);
      const said = await lines.next();
      await exit;
      clearInterval(nudge);
      return JSON.parse(said.value ?? "") as LateWrites;
    },
  };
}

async function crash(child: ChildProcess, order: CrashOrder): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end(`${JSON.stringify(order)}\n`);
  const [code, signal] = await exit;
  if (signal !== "SIGKILL") throw new Error(`The worker should have died at ${JSON.stringify(order.at)}; it ended with ${code}.`);
}

/** Starts as the dashboard does and waits until nothing is under way any more. */
async function resume(config: Config, look: (parts: Parts) => void = () => undefined) {
  const parts = await createParts(config);
  look(parts);
  const operations = createOperations(parts, hurry);
  try {
    const before = (await operations.desk.list({ limit: 1 }, testContext)).items[0];
    if (!before) throw new Error("The operation was lost.");
    await operations.start();
    let row: OperationRow = before;
    const { signal } = new AbortController();
    await operations.stream.follow(before.id, testContext, signal, (shown) => {
      row = shown;
    });
    // It began with the start, and nothing waits for it.
    await parts.janitor.sweep();
    return {
      before,
      row,
      leftovers: await parts.ledger.leftovers(),
      audit: await parts.ledger.newest(1000, testSight),
    };
  } finally {
    await operations.stop();
  }
}
