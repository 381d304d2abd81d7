// A wake-up that falls between the last look and the end of looking must not wait for the sweep. Time here is
// counted in microtasks, on a store without a database, so that every instant can be tried.
import { expect, test } from "vitest";
import { createMemoryQueue, handlerOf } from "#lib/operations/testing/test-engine.ts";
import type { OperationRecord, OperationStore } from "./operation-store.ts";
import { createRunner } from "./runner.ts";

const hourMs = 3_600_000;

test("no wake-up is lost, at whatever instant it comes", async () => {
  const late: number[] = [];
  for (let trial = 0; trial < 600; trial += 1) {
    const ticks = trial % 120;
    const { store, queued, released } = createQuickStore(Math.floor(trial / 120));
    const runner = createRunner({
      store,
      queue: createMemoryQueue(),
      handlers: [handlerOf(async () => undefined)],
      owner: "runner",
      log: () => undefined,
      changed: () => undefined,
      sweepMs: hourMs,
    });
    await runner.start();
    for (const id of ["first", "second"]) {
      queued.push(id);
      void runner.submitted(id);
      await pass(ticks);
    }
    await allMicrotasks();
    if (released.length < 2) late.push(trial);
    await runner.stop();
  }
  expect(late).toEqual([]);
});

function createQuickStore(delayTicks: number) {
  const queued: string[] = [];
  const released: string[] = [];
  const recordOf = (id: string) => {
    const record: Partial<OperationRecord> = { id, kind: "test", state: "running", payload: { kind: "test" }, steps: [] };
    return record as OperationRecord;
  };
  const store: Partial<OperationStore> = {
    async claimable() {
      const found = [...queued];
      await pass(delayTicks);
      return found;
    },
    async claim(id) {
      queued.splice(queued.indexOf(id), 1);
      return { lease: { operationId: id, token: 1 }, record: recordOf(id), cancelRequested: false };
    },
    get: async (id) => recordOf(id),
    async release(lease) {
      released.push(lease.operationId);
      return "succeeded";
    },
  };
  return { store: store as OperationStore, queued, released };
}

async function pass(ticks: number): Promise<void> {
  for (let i = 0; i < ticks; i += 1) await undefined;
}

async function allMicrotasks(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
}
