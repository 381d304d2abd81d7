// Two dashboards as `npm start` runs them, on one PostgreSQL and one Azure. One is stopped while it works, for longer than
// its leases last; the other one ends everything; then the first one goes on.
import { closeSync, mkdtempSync, openSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { OperationRow } from "#lib/contract/operations.ts";
import { freePort } from "#lib/server/testing/free-port.ts";
import { createOwnAzure, createOwnDashboard } from "#lib/server/testing/own-processes.ts";
import { checkOutcome } from "./outcome.ts";
import { awaitNoAccess, lookAtEstate, makeEstate } from "./own-estate.ts";
import type { PartInput } from "./part.ts";
import { createPersistentClient, untilEnded } from "./persistent-client.ts";

/** Long enough for a late writer to write. */
const lateMs = 5000;
const disks = 4;

export async function stopDashboards(input: PartInput, databaseUrl: string): Promise<void> {
  const { random, report } = input;
  const folders = ["first", "second"].map((name) => mkdtempSync(join(tmpdir(), `snapscope-chaos-${name}-`)));
  const [dataDir = "", secondDir = ""] = folders;
  const log = openSync(join(dataDir, "said.log"), "a");
  const { requests, others } = await makeEstate(dataDir, disks, random);
  const azure = createOwnAzure({ dataDir, seed: "empty", log });
  await azure.start();
  symlinkSync(join(dataDir, "local-azure"), join(secondDir, "local-azure"));
  const options = { caFile: azure.endpoints().caFile, environment: { DATABASE_URL: databaseUrl }, log };
  const first = createOwnDashboard({ ...options, dataDir, port: await freePort() });
  const second = createOwnDashboard({ ...options, dataDir: secondDir, port: await freePort() });
  let rows: OperationRow[];
  try {
    await first.start();
    const atFirst = createPersistentClient(first.origin, report);
    await Promise.all(requests.map((request, i) => atFirst.handIn(request, `request-${i}`)));
    await wait(random.next() * 3000);
    first.pause();
    await second.start();
    const atSecond = createPersistentClient(second.origin, report);
    const ended = await untilEnded(atSecond);
    await first.goOn();
    report.count("dashboards stopped past their leases");
    report.count("operations taken over", ended.filter(({ attempts }) => attempts > 1).length);
    await wait(lateMs);
    await atFirst.look();
    rows = (await atSecond.look()) ?? [];
    report.never("records changed by who was late", ...(JSON.stringify(rows) === JSON.stringify(ended) ? [] : ["of a dashboard"]));
    await awaitNoAccess(azure.endpoints(), report);
  } finally {
    await Promise.all([first.end(), second.end()]);
    await azure.end();
    closeSync(log);
  }
  await lookAtEstate(dataDir, (world) => checkOutcome({ world, others, rows, report }));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
