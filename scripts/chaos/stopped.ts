// A worker stands still (SIGSTOP) past its lease, and another one of the same PostgreSQL takes over and ends the operation.
// Then the first one goes on, as if no time had passed: what it writes then comes too late.
//
// First as workers that stop themselves just where they are about to order or to write, with leases that are over at once;
// then as two whole dashboards with the leases of the product, stopped at moments that the seed draws.
import { findPostgres, type PostgresCluster, startPostgres } from "#lib/adapters/testing/postgres-cluster.ts";
import type { OperationRequest } from "#lib/contract/operations.ts";
import { type CrashLab, openCrashLab } from "#lib/operations/testing/crash-lab.ts";
import { makeChain, sizeGib } from "./chains.ts";
import { awaitNoSas } from "./no-sas.ts";
import { checkOutcome } from "./outcome.ts";
import type { Part, PartInput } from "./part.ts";
import { stopDashboards } from "./stopped-dashboards.ts";

const copyPoints = ["check", "start", "wait", "confirm"].flatMap((step) => [`${step}:begun`, `${step}:worked`, `${step}:saved`]);
const restorePoints = ["check", "create", "confirm"].flatMap((step) => [`${step}:begun`, `${step}:worked`, `${step}:saved`]);
const dashboardRounds = 3;

export const stopped: Part = async (input) => {
  const bin = findPostgres();
  if (bin === undefined) return input.report.count("left out, as PostgreSQL is not here");
  const cluster = await startPostgres(bin);
  try {
    await stopWorkers(input, cluster);
    if (!input.short) for (let round = 0; round < dashboardRounds; round += 1) await stopDashboards(input, await cluster.createDatabase());
  } finally {
    await cluster.stop();
  }
};

async function stopWorkers(input: PartInput, cluster: PostgresCluster): Promise<void> {
  const lab = await openCrashLab({ databaseUrl: await cluster.createDatabase() });
  try {
    const points = input.short ? ["start:worked"] : [...copyPoints, "before-succeeded"];
    for (const at of points) await stopWorker(input, lab, { kind: "copy", at });
    if (!input.short) for (const at of [...restorePoints, "before-succeeded"]) await stopWorker(input, lab, { kind: "restore", at });
  } finally {
    await lab.close();
  }
}

async function stopWorker({ random, report }: PartInput, lab: CrashLab, { kind, at }: { kind: "copy" | "restore"; at: string }) {
  const { world, group } = lab.azure;
  const disk = `${kind}-${at.replace(":", "-")}`;
  const [source] = makeChain({ world, group, random, disk, snapshots: 1 });
  const others = new Set([...world.snapshots.keys(), ...world.disks.keys()]);
  const requests: Record<typeof kind, OperationRequest> = {
    copy: {
      kind,
      snapshotId: source?.id,
      targetRegion: "northeurope",
      targetResourceGroup: "dr",
      targetName: `${disk}-copy`,
      sku: "Standard_LRS",
    },
    restore: { kind, snapshotId: source?.id, targetResourceGroup: group.name, diskName: `${disk}-back`, sku: "Premium_LRS", sizeGib },
  };
  const worker = await lab.stop({ at, request: requests[kind] });
  const { row } = await lab.resume();
  const late = await worker.goOn();
  const { before: after } = await lab.resume();
  report.say(`${kind}, ${at}: ${late.refused.length} late writes refused`);
  report.count("workers stopped past their lease");
  report.count("late writes refused", late.refused.length);
  report.never("late writes taken", ...late.taken.map((write) => `${disk}: ${write}`));
  report.never("workers that were not stopped in what they did", ...(row.attempts > 1 ? [] : [disk]));
  report.never("records changed by who was late", ...(JSON.stringify(row) === JSON.stringify(after) ? [] : [disk]));
  checkOutcome({ world, others, rows: [after], report });
  await awaitNoSas(lab.openSas, report);
}
