// Test aid: Local Azure and the worker in one process, and a fault laid in the way of the n-th call to Azure.

import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OperationRequest, OperationRow } from "#lib/contract/operations.ts";
import { isAppError } from "#lib/domain/app-error.ts";
import { testPrincipal } from "#lib/domain/testing/principal-sample.ts";
import type { FaultKind } from "#lib/local-azure/admin/faults.ts";
import type { Snapshot } from "#lib/local-azure/model/records/snapshot.ts";
import { startTestAzure, type TestAzure } from "#lib/local-azure/testing/test-azure.ts";
import { type ChosenOptions, findKind } from "#lib/operations/kinds/operation-kind.ts";
import { readConfig } from "#lib/server/config.ts";
import { createOperations } from "#lib/server/wiring/wiring-operations.ts";
import { createParts } from "#lib/server/wiring/wiring-parts.ts";

export interface Fault {
  kind: FaultKind;
  /** How many calls in a row: the SDKs try again three times by themselves. */
  times: number;
}

const tickMs = 5;
const copyStepMs = 2000;
/** Hardly an operation needs as many: a sweep that does not end is a loop of ours. */
const MOST_CALLS = 100;
const hourMs = 3_600_000;
const context = { requestId: "fault-lab", principal: testPrincipal };
const hurry = { leaseMs: 20_000, heartbeatMs: 1000, sweepMs: 20, backOffMs: () => 1, pollMs: 20, lookAgainMs: 50 };

/** beside: at the Azure of another one, with a database of its own. */
export async function openFaultLab({ beside, discardEveryMs }: { beside?: TestAzure; discardEveryMs?: number } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), "snapscope-faults-"));
  if (beside) symlinkSync(beside.dataDir, join(dataDir, "local-azure"));
  const azure = beside ?? (await startTestAzure({ dataDir: join(dataDir, "local-azure") }));
  const { world, faults, group, subscriptionId } = azure;
  if (!beside) world.addGroup({ subscriptionId, name: "dr", location: "northeurope" });
  const parts = await createParts(
    readConfig({ SNAPSCOPE_DATA_DIR: dataDir, SNAPSCOPE_MEASURE_UNASKED: "false", SNAPSCOPE_LOG_LEVEL: "error" }),
  );
  parts.log.info = parts.log.warn = parts.log.error = () => undefined;
  Object.assign(parts.connection, { retryDelayMs: 1, pollIntervalMs: 1 });
  const operations = createOperations(parts, { ...hurry, discardEveryMs });
  let made = 0;
  await operations.start();
  // What takes Azure seconds takes a few ticks here.
  let beforeTick = () => {};
  const ticker = setInterval(() => {
    beforeTick();
    const nowMs = world.clock.nowMs();
    const soonest = Math.min(...[...world.operations.values()].map(({ readyAtMs }) => readyAtMs).filter((atMs) => atMs > nowMs));
    // No further than is waited for: leases on blobs go by the same clock.
    const stepMs = [...world.runningCopies()].length > 0 ? copyStepMs : soonest - nowMs;
    if (Number.isFinite(stepMs)) world.clock.advance(stepMs);
    world.settle();
  }, tickMs);
  return {
    azure,
    parts,
    /** Known to the dashboard: a disk with so many snapshots, an hour apart, each with a MiB of its own. */
    async makeSnapshots(name: string, count: number): Promise<Snapshot[]> {
      const disk = world.createEmptyDisk({ name, group, sku: "Premium_LRS", sizeGib: 4 });
      const snapshots: Snapshot[] = [];
      for (let i = 0; i < count; i += 1) {
        world.pages.fill(disk.imageId, i * 2 ** 20, 2 ** 20, { kind: "number", seed: i });
        const atMs = world.clock.nowMs() - (count - i) * hourMs;
        snapshots.push(world.takeSnapshot({ disk, name: `${name}-${i}`, group, incremental: true, atMs }));
      }
      await parts.view.refresh(context);
      return snapshots;
    },
    /** Runs it to its end with the fault in the way; isHit false: it was over before it came so far. */
    async run(request: OperationRequest, fault: Fault, skip: number): Promise<{ row: OperationRow; isHit: boolean }> {
      const rule = faults.add({ ...fault, path: "^(?!.*/retail/prices)", skip, retryAfterSeconds: 0 });
      try {
        const { id } = await handIn(request);
        return { row: await end(id), isHit: faults.list().every((one) => one.id !== rule.id || one.times < fault.times) };
      } finally {
        faults.clear();
      }
    },
    /** For n = 0, 1, 2 … (or every `stride`-th) until the operation is over before its n-th call. Gives how many calls it needs. */
    async sweep(tryAt: (skip: number, name: string) => Promise<boolean>, stride = 1, maxCalls = MOST_CALLS): Promise<number> {
      for (let skip = 0; skip < maxCalls; skip += stride) {
        made += 1;
        if (!(await tryAt(skip, `disk${made}`))) return skip;
      }
      throw new Error("The operation does not end.");
    },
    openSas: () => [...world.snapshots.values()].filter((snapshot) => world.hasActiveSas(snapshot)).map(({ name }) => name),
    desk: operations.desk,
    /** What the form of a kind may offer. */
    options: (kind: string, subjectId: string, chosen?: ChosenOptions) =>
      findKind(operations.kinds, kind).options?.(subjectId, context, chosen),
    plan: (request: OperationRequest) => findKind(operations.kinds, request.kind).plan(request, context),
    stream: operations.stream,
    handIn,
    /** Called before time moves on: what is ordered by then has not begun. */
    beforeTick(work: () => void) {
      beforeTick = work;
    },
    end,
    async close() {
      clearInterval(ticker);
      await operations.stop();
      if (!beside) await azure.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };

  /** As a person does: again, while Azure does not answer what the plan asks. */
  async function handIn(request: OperationRequest): Promise<OperationRow> {
    for (;;) {
      try {
        return await operations.desk.submit(request, undefined, context);
      } catch (error) {
        if (!isAppError(error) || !error.retryable) throw error;
      }
    }
  }

  async function end(id: string): Promise<OperationRow> {
    let row = await operations.desk.get(id, context);
    await operations.stream.follow(id, context, new AbortController().signal, (shown) => {
      row = shown;
    });
    return row;
  }
}

export type FaultLab = Awaited<ReturnType<typeof openFaultLab>>;
