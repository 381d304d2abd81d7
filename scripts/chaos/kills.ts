// kill -9 of the dashboard that `npm start` runs (and of Local Azure with it, now and then) at moments that a seed draws:
// while it starts, and while copies, restores, measurements and diffs run. Then it is started again, and so on.
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pLimit from "p-limit";
import { makeEmbeddedDatabase } from "#lib/adapters/testing/embedded-database.ts";
import { findPostgres, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { toRanges } from "#lib/domain/ranges/block-range.ts";
import { decodeRanges } from "#lib/domain/ranges/range-codec.ts";
import { LocalAzureAdmin } from "#lib/local-azure/admin/client.ts";
import type { World } from "#lib/local-azure/model/world.ts";
import { createRandom } from "#lib/local-azure/seed/random.ts";
import { freePort } from "#lib/server/testing/free-port.ts";
import { createOwnAzure, createOwnDashboard, type OwnAzure, type OwnProcess } from "#lib/server/testing/own-processes.ts";
import { checkOutcome } from "./outcome.ts";
import { awaitNoAccess, countAccesses, lookAtEstate, makeEstate } from "./own-estate.ts";
import type { Part, PartInput } from "./part.ts";
import { createPersistentClient, type DiffPair, type PersistentClient, untilEnded } from "./persistent-client.ts";
import type { Report } from "./report.ts";
import { isSameDiff } from "./same-bytes.ts";

const batchesAtOnce = 5;
const longestStartMs = 5000;
const longestWorkMs = 2500;
const workBeginsWithinMs = 20_000;

interface Plan {
  kills: number;
  disks: number;
  /** PGlite in the data directory, or a PostgreSQL. */
  database: "to be made" | "made" | { url: string };
}

export const kills: Part = async (input) => {
  if (input.short) return killAndLook(input, { kills: 4, disks: 4, database: "made" });
  const bin = findPostgres();
  const cluster = bin === undefined ? undefined : await startPostgres(bin);
  try {
    const url = await cluster?.createDatabase();
    // The first one is killed while its database is made, too.
    const databases: Plan["database"][] = ["to be made", url === undefined ? "made" : { url }, "made", "made", "made"];
    const batches = databases.map((database) => ({
      plan: { kills: 40, disks: 20, database },
      random: createRandom(String(input.random.next())),
    }));
    // One starts while others wait for their leases to end.
    const limit = pLimit(batchesAtOnce);
    await Promise.all(batches.map(({ plan, random }) => limit(() => killAndLook({ ...input, random }, plan))));
  } finally {
    await cluster?.stop();
  }
};

/** On a data directory of their own. */
async function killAndLook(input: PartInput, plan: Plan): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-chaos-"));
  const log = openSync(join(dataDir, "said.log"), "a");
  const { requests, pairs, others } = await makeEstate(dataDir, plan.disks, input.random);
  const azure = createSlowAzure(dataDir, log);
  await azure.start();
  if (plan.database === "made") await makeEmbeddedDatabase(dataDir);
  // What was compiled once is not compiled at each start.
  const environment = {
    NODE_COMPILE_CACHE: join(dataDir, "compile-cache"),
    ...(typeof plan.database === "string" ? {} : { DATABASE_URL: plan.database.url }),
  };
  const port = await freePort();
  const dashboard = createOwnDashboard({ dataDir, port, caFile: azure.endpoints().caFile, log, environment });
  const client = createPersistentClient(dashboard.origin, input.report);
  const killing = { ...input, plan, azure, dashboard, client, requests, pairs };
  let rows: OperationRow[];
  try {
    await killMany(killing);
    rows = await untilEnded(client);
    await killReader(killing);
    await awaitNoAccess(azure.endpoints(), input.report);
  } finally {
    await dashboard.end();
    await azure.end();
    closeSync(log);
  }
  input.report.count(typeof plan.database === "string" ? "kills on PGlite" : "kills on PostgreSQL", plan.kills);
  input.report.say(`${plan.kills} kills more`);
  input.report.count("operations that a kill interrupted", rows.filter(({ attempts }) => attempts > 1).length);
  await lookAtEstate(dataDir, (world) => {
    checkOutcome({ world, others, rows, report: input.report });
    checkDiffs(world, client, input.report);
  });
  if (input.report.figures().every(({ ok }) => ok)) rmSync(dataDir, { recursive: true, force: true });
  else input.report.say(`what was stored, and said, is kept in ${dataDir}`);
}

/** Pages come slowly, so that kills meet those who are reading them, with a SAS. */
function createSlowAzure(dataDir: string, log: number): OwnAzure {
  const azure = createOwnAzure({ dataDir, seed: "empty", log });
  return {
    ...azure,
    async start() {
      await azure.start();
      await new LocalAzureAdmin(azure.endpoints()).faults.add({ kind: "stall", service: "blob", percent: 99.9, stallMs: 300 });
    },
  };
}

interface Killing extends PartInput {
  plan: Plan;
  azure: OwnAzure;
  dashboard: OwnProcess;
  client: PersistentClient;
  requests: OperationRequest[];
  pairs: DiffPair[];
}

async function killMany(killing: Killing): Promise<void> {
  const { random, report, plan, azure, dashboard, client, requests } = killing;
  const handedIn: Promise<void>[] = [];
  report.never("starts that failed");
  const goesOn = new AbortController();
  const looking = [lookOn(client, goesOn.signal), readDiffs({ ...killing, random: createRandom(String(random.next())) }, goesOn.signal)];
  for (let kill = 0; kill < plan.kills; kill += 1) {
    while (handedIn.length < (requests.length * (kill + 1)) / plan.kills) {
      const request = requests[handedIn.length];
      if (request) handedIn.push(client.handIn(request, `request-${handedIn.length}`));
    }
    const startedAtMs = Date.now();
    const started = dashboard.start().catch((error: Error) => {
      if (!error.message.includes("SIGKILL")) report.never("starts that failed", error.message);
    });
    // Two of five while it starts, the others while it works.
    if (kill % 5 === 1 || kill % 5 === 3) await wait(random.next() * longestStartMs);
    else {
      await started;
      if (await isAtWork(client, startedAtMs)) report.count("kills while operations ran");
      await wait(random.next() * longestWorkMs);
    }
    if ((await countAccesses(azure.endpoints())) > 0) report.count("kills while a SAS was active");
    if (random.next() < 0.15) {
      await Promise.all([dashboard.kill(), azure.kill()]);
      report.count("kills of Local Azure with it");
      await azure.start();
    } else await dashboard.kill();
  }
  await dashboard.start();
  goesOn.abort();
  await Promise.all([...handedIn, ...looking]);
}

/** The last kill meets a SAS, and nobody asks for its snapshot again: what is left is the janitor's. */
async function killReader({ report, azure, dashboard, client, pairs }: Killing): Promise<void> {
  for (const pair of pairs.filter((one) => !client.diffs.has(one))) {
    let isRead = false;
    const reading = client.readDiff(pair).then(() => {
      isRead = true;
    });
    while (!isRead && (await countAccesses(azure.endpoints())) === 0) await wait(10);
    if (isRead) continue;
    await Promise.all([dashboard.kill(), reading]);
    report.count("kills while a SAS was active that nobody took again");
    return dashboard.start();
  }
}

/** Resolves when something got on since then, or nothing did for a while. */
async function isAtWork(client: PersistentClient, sinceMs: number): Promise<boolean> {
  const latest = performance.now() + workBeginsWithinMs;
  while (client.workedAtMs() < sinceMs && performance.now() < latest) await wait(20);
  return client.workedAtMs() >= sinceMs;
}

async function lookOn(client: PersistentClient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await client.look();
    await wait(100);
  }
}

/** One after the other, in no order. */
async function readDiffs({ client, pairs, random }: Killing, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && client.diffs.size < pairs.length) {
    const pair = random.pick(pairs.filter((one) => !client.diffs.has(one)) as [DiffPair, ...DiffPair[]]);
    await client.readDiff(pair);
    await wait(100);
  }
}

function checkDiffs(world: World, { diffs }: PersistentClient, report: Report): void {
  report.never("diffs that are not Azure's own ranges");
  for (const [{ base, target }, bytes] of diffs) {
    const [from, to] = [base, target].map((id) => world.findSnapshot(id)?.imageId);
    report.count("diffs compared");
    if (from === undefined || to === undefined || !isSameDiff(world, { base: from, target: to }, toRanges(decodeRanges(bytes).list)))
      report.never("diffs that are not Azure's own ranges", `${base}..${target}`);
  }
}
